package org.scr4j.redundancy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Whether the redundancy files of a complete set are those of its files, byte for byte. */
final class SerialCheck {

  private final CollectedSet set;
  private final Optional<CodingMatrix> matrix;

  private SerialCheck(CollectedSet set) {
    this.set = set;
    this.matrix =
        set.first().kind().equals(Optional.of(Scheme.Kind.RS))
            ? Optional.of(CodingMatrix.of(set.size(), set.first().failures()))
            : Optional.empty();
  }

  /** Computes all redundancy again and compares; a method that is not known agrees. */
  static boolean agrees(CollectedSet set) throws IOException {
    if (set.first().kind().isEmpty()) {
      return true;
    }
    SerialCheck check = new SerialCheck(set);
    return switch (set.first().kind().get()) {
      case SINGLE -> true;
      case PARTNER -> check.copies();
      case XOR, RS -> check.sums();
    };
  }

  private boolean copies() throws IOException {
    for (int member = 0; member < set.size(); member++) {
      RedsetFile holder = set.redset(member);
      for (int distance = 1; distance <= set.first().failures(); distance++) {
        if (!copy(holder, holder.descriptor().before(distance), holder.copyOffset(distance))) {
          return false;
        }
      }
    }
    return true;
  }

  private boolean copy(RedsetFile holder, int member, long offset) throws IOException {
    ByteBuffer mine = Peers.buffer();
    ByteBuffer copied = Peers.buffer();
    try (FileChannel copies = FileChannel.open(holder.path());
        LogicalFile files = LogicalFile.read(set.files(member), set.member(member).files())) {
      for (long done = 0; done < files.bytes(); done += Io.BLOCK) {
        int count = (int) Math.min(Io.BLOCK, files.bytes() - done);
        files.read(mine.clear().limit(count), done);
        Io.fill(copies, copied.clear().limit(count), offset + done, holder.path());
        if (!mine.flip().equals(copied.flip())) {
          return false;
        }
      }
    }
    return true;
  }

  private boolean sums() throws IOException {
    List<MemberBytes> members = new ArrayList<>();
    try {
      for (int member = 0; member < set.size(); member++) {
        members.add(MemberBytes.open(set.redset(member), set.files(member)));
      }
      return sums(members);
    } finally {
      for (MemberBytes member : members) {
        member.close();
      }
    }
  }

  /** In each stripe every check and what it is computed from add up to zero. */
  private boolean sums(List<MemberBytes> members) throws IOException {
    Stripes stripes = Stripes.of(set.first());
    int checks = stripes.failures();
    long chunk = members.get(0).chunk();
    int block = Peers.block(chunk, checks + 1);
    List<ByteBuffer> sums = Peers.buffers(checks, block);
    ByteBuffer term = Peers.buffer(block);
    for (int stripe = 0; stripe < set.size(); stripe++) {
      for (long done = 0; done < chunk; done += block) {
        int count = (int) Math.min(block, chunk - done);
        sums.forEach(sum -> GaloisKernel.clear(sum, count));
        for (MemberBytes member : members) {
          member.read(term.clear().limit(count), stripe, done);
          int[] coefficients = new int[checks];
          for (int check = 0; check < checks; check++) {
            coefficients[check] = coefficient(stripes, check, member.member(), stripe);
          }
          GaloisKernel.addMultiples(sums, coefficients, term, count);
        }
        if (!sums.stream().allMatch(sum -> zero(sum, count))) {
          return false;
        }
      }
    }
    return true;
  }

  private int coefficient(Stripes stripes, int check, int member, int stripe) {
    if (stripes.isCheck(member, stripe)) {
      return stripes.check(member, stripe) == check ? 1 : 0;
    }
    return matrix.map(known -> known.coefficient(check, member)).orElse(1);
  }

  private static boolean zero(ByteBuffer sum, int count) {
    int words = count & -Long.BYTES;
    long all = 0;
    for (int i = 0; i < words; i += Long.BYTES) {
      all |= sum.getLong(i);
    }
    for (int i = words; i < count; i++) {
      all |= sum.get(i);
    }
    return all == 0;
  }
}
