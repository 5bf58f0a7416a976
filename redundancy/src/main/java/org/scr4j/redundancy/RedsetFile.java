package org.scr4j.redundancy;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.scr4j.kvtree.CorruptTreeException;
import org.scr4j.kvtree.KvTree;
import org.scr4j.kvtree.KvTreeCodec;

/**
 * A redundancy file whose header has been read and found sound: {@code
 * reddesc.er.R.KIND.grp_G_of_N.mem_M_of_S.redset}.
 *
 * <p>The header is a framed tree; behind it stand the redundancy bytes: for XOR one chunk of
 * parity, for RS one chunk for each of its checks, for PARTNER the files of the members before this
 * one, the nearest first, for SINGLE nothing.
 */
public final class RedsetFile {

  private static final String NUMBER = "[0-9]{1,9}";

  private final Path path;
  private final KvTree header;
  private final Descriptor descriptor;
  private final Map<Integer, MemberFiles> members;
  private final long chunk;
  private final long dataOffset;

  private RedsetFile(Path path, KvTree header, long dataOffset) throws IOException {
    this.path = path;
    this.header = header;
    this.dataOffset = dataOffset;
    this.members = members(header, path);
    int own = (int) Trees.number(member(header, path), "RANK", 0, Integer.MAX_VALUE, path);
    MemberFiles mine = members.get(own);
    if (mine == null) {
      throw new IOException(path + ": describes member " + own + " but has no record of it");
    }
    this.descriptor = mine.descriptor();
    boolean chunked = header.has("CHUNK");
    this.chunk = chunked ? Trees.number(header, "CHUNK", 1, Long.MAX_VALUE, path) : 0;
  }

  /**
   * Reads and checks the header of a redundancy file, and that the file has the size that it
   * announces.
   *
   * @throws IOException naming the file, if anything is missing, out of range or contradictory
   */
  public static RedsetFile read(Path path) throws IOException {
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      byte[] start = readFully(channel, KvTreeCodec.HEADER_BYTES, path);
      long size = KvTreeCodec.sizeInHeader(start, Trees.LIMITS);
      if (size > channel.size()) {
        throw new EOFException(
            path + ": the header announces " + size + " bytes, there are " + channel.size());
      }
      byte[] frame = readFully(channel, (int) size, path);
      KvTree header = KvTreeCodec.fromFile(frame, Trees.LIMITS).tree();
      RedsetFile file = new RedsetFile(path, header, size);
      file.checkSet();
      file.checkLength(channel.size());
      return file;
    } catch (CorruptTreeException e) {
      throw e.in(path);
    }
  }

  /**
   * The member that the file belongs to. LLNL's rebuild of a PARTNER set leaves the number of the
   * member that helped beside it; the name of the file says then which is right.
   */
  private static String member(KvTree header, Path path) throws IOException {
    KvTree numbers = Trees.subtree(header, "RANK", path);
    if (numbers.size() > 1) {
      Optional<String> named =
          RedsetName.parse(path.getFileName().toString()).map(name -> "" + name.member());
      if (named.isPresent() && numbers.has(named.get())) {
        return named.get();
      }
    }
    return Trees.text(header, "RANK", path);
  }

  private static byte[] readFully(FileChannel channel, int bytes, Path path) throws IOException {
    byte[] start = new byte[bytes];
    Io.fill(channel, ByteBuffer.wrap(start), 0, path);
    return start;
  }

  private static Map<Integer, MemberFiles> members(KvTree header, Path path) throws IOException {
    Map<Integer, MemberFiles> members = new TreeMap<>();
    for (KvTree.Entry entry : Trees.subtree(header, "DESC", path).entries()) {
      int member = (int) Trees.number(entry.key(), "a member's number", 0, Integer.MAX_VALUE, path);
      MemberFiles files = MemberFiles.parse(entry.tree(), path);
      if (files.descriptor().member() != member) {
        throw new IOException(path + ": the record of member " + member + " is another's");
      }
      members.put(member, files);
    }
    return members;
  }

  private void checkSet() throws IOException {
    Set<Integer> ranks = new HashSet<>();
    for (MemberFiles member : members.values()) {
      if (!member.descriptor().sameSet(descriptor)) {
        throw new IOException(path + ": has records of members of different sets");
      }
      if (!ranks.add(member.descriptor().rank())) {
        throw new IOException(path + ": one rank is two members");
      }
    }
    for (int distance = 1; distance <= descriptor.guarded(); distance++) {
      if (!members.containsKey(descriptor.before(distance))) {
        throw new IOException(
            path + ": has no record of member " + descriptor.before(distance) + " before it");
      }
    }
  }

  private void checkLength(long length) throws IOException {
    Optional<Scheme.Kind> kind = descriptor.kind();
    if (kind.isEmpty()) {
      return;
    }
    long redundancy =
        switch (kind.get()) {
          case SINGLE -> nothing();
          case PARTNER -> copiedBytes();
          case XOR, RS -> descriptor.failures() * checkedChunk();
        };
    if (length - dataOffset != redundancy) {
      throw new IOException(
          path
              + ": has "
              + (length - dataOffset)
              + " bytes of redundancy where "
              + redundancy
              + " belong");
    }
  }

  private long nothing() throws IOException {
    if (descriptor.size() != 1) {
      throw new IOException(path + ": a SINGLE set of " + descriptor.size() + " members");
    }
    return 0;
  }

  private long copiedBytes() throws IOException {
    long sum = 0;
    for (int distance = 1; distance <= descriptor.failures(); distance++) {
      sum += members.get(descriptor.before(distance)).bytes();
      if (sum < 0) {
        throw new IOException(path + ": sizes of files add up to more than 2^63 bytes");
      }
    }
    return sum;
  }

  private long checkedChunk() throws IOException {
    if (descriptor.size() < 2) {
      throw new IOException(path + ": a set of one member with parity");
    }
    if (chunk == 0) {
      throw new IOException(path + ": CHUNK is missing");
    }
    if (chunk > Long.MAX_VALUE / descriptor.size()) {
      throw new IOException(path + ": CHUNK is too large: " + chunk);
    }
    for (MemberFiles member : members.values()) {
      if (member.bytes() > chunk * (descriptor.size() - descriptor.failures())) {
        throw new IOException(
            path
                + ": CHUNK "
                + chunk
                + " is too small for the "
                + member.bytes()
                + " bytes of member "
                + member.descriptor().member());
      }
    }
    return chunk;
  }

  /** The file. */
  public Path path() {
    return path;
  }

  /** The place of the rank that the file belongs to. */
  public Descriptor descriptor() {
    return descriptor;
  }

  /** Files of the member that the file belongs to. */
  public MemberFiles own() {
    return members.get(descriptor.member());
  }

  /** Every member that the file has a record of, itself included. */
  public Map<Integer, MemberFiles> members() {
    return members;
  }

  /** XOR, RS: bytes of one check in each redundancy file of the set; 0 for methods without. */
  public long chunk() {
    return chunk;
  }

  /** Where in the file the redundancy begins. */
  public long dataOffset() {
    return dataOffset;
  }

  /** The job's rank of each member, where the header has them: with XOR and RS. */
  Optional<List<Integer>> ranks() {
    Map<Integer, Integer> byMember = new TreeMap<>();
    for (KvTree.Entry entry : header.get("GROUP", "RANK").orElseGet(KvTree::new).entries()) {
      String rank = entry.tree().keys().stream().findFirst().orElse("");
      if (entry.key().matches(NUMBER) && rank.matches(NUMBER)) {
        byMember.put(Integer.parseInt(entry.key()), Integer.parseInt(rank));
      }
    }
    boolean sound =
        byMember.size() == descriptor.size()
            && byMember.keySet().stream().allMatch(member -> member < descriptor.size())
            && new HashSet<>(byMember.values()).size() == byMember.size();
    for (MemberFiles member : members.values()) {
      Descriptor place = member.descriptor();
      sound &= Integer.valueOf(place.rank()).equals(byMember.get(place.member()));
    }
    return sound ? Optional.of(List.copyOf(byMember.values())) : Optional.empty();
  }

  /** The header as it was read. */
  KvTree header() {
    return header;
  }

  /** PARTNER: where in the file the copy of the member begins that is {@code distance} before. */
  long copyOffset(int distance) {
    long offset = dataOffset;
    for (int nearer = 1; nearer < distance; nearer++) {
      offset += members.get(descriptor.before(nearer)).bytes();
    }
    return offset;
  }
}
