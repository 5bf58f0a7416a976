package org.scr4j.redundancy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.scr4j.kvtree.KvTree;

/** Computes what is missing of a collected set, block by block. */
final class SerialMethods {

  private final CollectedSet set;
  private final Pending pending;
  private final Map<Integer, LogicalFile> rebuilt = new TreeMap<>();

  private SerialMethods(CollectedSet set, Pending pending) {
    this.set = set;
    this.pending = pending;
  }

  /**
   * Writes what is missing.
   *
   * @param set one that can be rebuilt
   * @return by rank, the files written
   */
  static Map<Integer, List<Path>> rebuild(CollectedSet set) throws IOException {
    try (Pending pending = new Pending()) {
      SerialMethods methods = new SerialMethods(set, pending);
      switch (set.first().kind().orElseThrow()) {
        case SINGLE -> throw new IllegalStateException("SINGLE keeps no copy");
        case PARTNER -> methods.partner();
        case XOR -> methods.solve(methods::xor);
        case RS -> methods.solve(methods::reedSolomon);
      }
      pending.commit();
    }
    Map<Integer, List<Path>> written = new TreeMap<>();
    for (int member = 0; member < set.size(); member++) {
      if (set.missing()[member]) {
        List<Path> files = new ArrayList<>(set.files(member));
        files.add(set.redsetPath(member));
        written.put(set.ranks().get(member), List.copyOf(files));
      }
    }
    return written;
  }

  private LogicalFile create(int member) throws IOException {
    LogicalFile file =
        pending.add(LogicalFile.write(set.files(member), set.member(member).files()));
    rebuilt.put(member, file);
    return file;
  }

  /** Everything of a lost member, with the header that it had. */
  private RebuiltBytes createWithChecks(int member, long chunk) throws IOException {
    Descriptor me = set.member(member).descriptor();
    KvTree header = Headers.ofChecks(set.member(member), before(me), set.ranks(), chunk);
    LogicalFile data = create(member);
    return new RebuiltBytes(me, chunk, data, pending.add(set.draft(member, header)));
  }

  private List<MemberFiles> before(Descriptor me) {
    List<MemberFiles> before = new ArrayList<>();
    for (int distance = 1; distance <= me.failures(); distance++) {
      before.add(set.member(me.before(distance)));
    }
    return before;
  }

  /** From parity or checks: what is left, and what is to be written. */
  private void solve(Solver solver) throws IOException {
    List<MemberBytes> left = new ArrayList<>();
    try {
      for (int member = 0; member < set.size(); member++) {
        if (!set.missing()[member]) {
          left.add(MemberBytes.open(set.redset(member), set.files(member), set.size()));
        }
      }
      List<RebuiltBytes> lost = new ArrayList<>();
      for (int member = 0; member < set.size(); member++) {
        if (set.missing()[member]) {
          lost.add(createWithChecks(member, left.get(0).chunk()));
        }
      }
      solver.solve(left, lost);
    } finally {
      for (MemberBytes member : left) {
        member.close();
      }
    }
  }

  private interface Solver {
    void solve(List<MemberBytes> left, List<RebuiltBytes> lost) throws IOException;
  }

  private void xor(List<MemberBytes> left, List<RebuiltBytes> lost) throws IOException {
    long chunk = left.get(0).chunk();
    ByteBuffer sum = Peers.buffer();
    ByteBuffer term = Peers.buffer();
    for (int stripe = 0; stripe < set.size(); stripe++) {
      for (long done = 0; done < chunk; done += Io.BLOCK) {
        int count = (int) Math.min(Io.BLOCK, chunk - done);
        left.get(0).read(sum.clear().limit(count), stripe, done);
        for (MemberBytes other : left.subList(1, left.size())) {
          other.read(term.clear().limit(count), stripe, done);
          XorKernel.add(sum, term, count);
        }
        lost.get(0).write(sum.clear().limit(count), stripe, done);
      }
    }
  }

  private void reedSolomon(List<MemberBytes> left, List<RebuiltBytes> lost) throws IOException {
    CodingMatrix matrix = CodingMatrix.of(set.size(), set.first().failures());
    long chunk = left.get(0).chunk();
    int block = Peers.block(chunk, lost.size() + 1);
    List<ByteBuffer> results = Peers.buffers(lost.size(), block);
    ByteBuffer term = Peers.buffer(block);
    for (int stripe = 0; stripe < set.size(); stripe++) {
      Decoding decoding = Decoding.of(matrix, set.missing(), stripe);
      for (long done = 0; done < chunk; done += block) {
        int count = (int) Math.min(block, chunk - done);
        results.forEach(result -> GaloisKernel.clear(result, count));
        for (MemberBytes member : left) {
          if (decoding.needs(member.member())) {
            member.read(term.clear().limit(count), stripe, done);
            decoding.add(results, member.member(), term, count);
          }
        }
        for (int i = 0; i < lost.size(); i++) {
          lost.get(i).write(results.get(i).clear().limit(count), stripe, done);
        }
      }
    }
  }

  private void partner() throws IOException {
    int copies = set.first().failures();
    for (int member = 0; member < set.size(); member++) {
      if (set.missing()[member]) {
        int holder = PartnerSet.source(member, copies, set.missing()).orElseThrow();
        copyBack(set.redset(holder), member, create(member));
      }
    }
    for (int member = 0; member < set.size(); member++) {
      if (set.missing()[member]) {
        copyAgain(set.member(member).descriptor());
      }
    }
  }

  private void copyBack(RedsetFile holder, int member, LogicalFile to) throws IOException {
    int distance = Math.floorMod(holder.descriptor().member() - member, set.size());
    long offset = holder.copyOffset(distance);
    ByteBuffer buffer = Peers.buffer();
    try (FileChannel copies = FileChannel.open(holder.path())) {
      for (long done = 0; done < to.bytes(); done += Io.BLOCK) {
        buffer.clear().limit((int) Math.min(Io.BLOCK, to.bytes() - done));
        Io.fill(copies, buffer, offset + done, holder.path());
        to.write(buffer.flip(), done);
      }
    }
  }

  private void copyAgain(Descriptor me) throws IOException {
    List<MemberFiles> before = before(me);
    MemberFiles own = set.member(me.member());
    Draft draft = pending.add(set.draft(me.member(), Headers.ofCopies(own, before)));
    ByteBuffer buffer = Peers.buffer();
    long offset = 0;
    for (MemberFiles member : before) {
      int number = member.descriptor().member();
      boolean fresh = rebuilt.containsKey(number);
      LogicalFile from =
          fresh ? rebuilt.get(number) : LogicalFile.read(set.files(number), member.files());
      try {
        for (long done = 0; done < from.bytes(); done += Io.BLOCK) {
          buffer.clear().limit((int) Math.min(Io.BLOCK, from.bytes() - done));
          from.read(buffer, done);
          draft.write(buffer.flip(), offset + done);
        }
      } finally {
        if (!fresh) {
          from.close();
        }
      }
      offset += member.bytes();
    }
  }
}
