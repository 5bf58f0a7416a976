package org.scr4j.redundancy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

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
      if (set.first().kind().orElseThrow() == Scheme.Kind.XOR) {
        methods.xor();
      } else {
        methods.partner();
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

  private void xor() throws IOException {
    int lost = 0;
    while (!set.missing()[lost]) {
      lost++;
    }
    Descriptor me = set.member(lost).descriptor();
    long chunk = set.redset(me.behind(1)).chunk();
    LogicalFile data = create(lost);
    Draft parity =
        pending.add(
            set.draft(
                lost,
                XorSet.header(me, set.member(lost), set.member(me.before(1)), set.ranks(), chunk)));
    List<MemberBytes> others = new ArrayList<>();
    try {
      for (int member = 0; member < set.size(); member++) {
        if (member != lost) {
          others.add(MemberBytes.open(set.redset(member), set.files(member)));
        }
      }
      sum(others, lost, chunk, data, parity);
    } finally {
      for (MemberBytes other : others) {
        other.close();
      }
    }
  }

  private void sum(List<MemberBytes> others, int lost, long chunk, LogicalFile data, Draft parity)
      throws IOException {
    ByteBuffer sum = Peers.buffer();
    ByteBuffer term = Peers.buffer();
    for (int holder = 0; holder < set.size(); holder++) {
      for (long done = 0; done < chunk; done += Io.BLOCK) {
        int count = (int) Math.min(Io.BLOCK, chunk - done);
        sum.clear().limit(count);
        others.get(0).read(sum, holder, done);
        for (MemberBytes other : others.subList(1, others.size())) {
          term.clear().limit(count);
          other.read(term, holder, done);
          XorKernel.add(sum, term, count);
        }
        sum.clear().limit(count);
        if (holder == lost) {
          parity.write(sum, done);
        } else {
          data.write(sum, XorSet.shareOffset(lost, holder, chunk) + done);
        }
      }
    }
  }

  private void partner() throws IOException {
    int copies = set.first().copies();
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
    List<MemberFiles> before = new ArrayList<>();
    for (int distance = 1; distance <= me.copies(); distance++) {
      before.add(set.member(me.before(distance)));
    }
    MemberFiles own = set.member(me.member());
    Draft draft = pending.add(set.draft(me.member(), PartnerSet.header(me, own, before)));
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
