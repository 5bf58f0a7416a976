package org.scr4j.redundancy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import org.scr4j.kvtree.KvTree;

/**
 * XOR over a set, as redset lays it out: every member's files, end to end, are cut into as many
 * chunks as there are other members; the n-th chunk that a member does not skip goes into the
 * parity of member n, and it skips its own. Ends are padded with zeros.
 */
final class XorSet {

  private XorSet() {}

  /**
   * Bytes in a chunk: the largest member's files over the other members, rounded up; at least 1.
   */
  static long chunk(long largest, int size) {
    long parts = size - 1L;
    return Math.max(1, largest / parts + (largest % parts == 0 ? 0 : 1));
  }

  /** Where in its files a member's share of the parity of {@code holder} begins. */
  static long shareOffset(int member, int holder, long chunk) {
    return chunk * (holder < member ? holder : holder - 1);
  }

  /** The header of a member's redundancy file. */
  static KvTree header(
      Descriptor me, MemberFiles own, MemberFiles before, List<Integer> ranks, long chunk) {
    KvTree header = new KvTree();
    header.setValue("RANK", me.member());
    KvTree records = header.child("DESC");
    records.set(Integer.toString(me.member()), own.tree().copy());
    records.set(Integer.toString(me.before(1)), before.tree().copy());
    KvTree group = header.child("GROUP");
    group.setValue("RANKS", ranks.size());
    KvTree byMember = group.child("RANK");
    for (int member = 0; member < ranks.size(); member++) {
      byMember.setValue(Integer.toString(member), ranks.get(member));
    }
    header.setValue("CHUNK", chunk);
    return Trees.sorted(header);
  }

  /** Computes this member's parity, together with the others of the set. */
  static void encode(
      Ring ring, MemberFiles own, long chunk, Area area, Pending pending, Faults faults)
      throws IOException {
    KvTree left = ring.peers().shift(ring.behind(1), own.tree(), ring.before(1));
    MemberFiles before = MemberFiles.parse(left, area.prefix());
    Optional<LogicalFile> data = faults.get(() -> open(own, area));
    Optional<Draft> parity =
        faults.get(
            () -> {
              KvTree header = header(ring.me(), own, before, ring.ranks(), chunk);
              return pending.add(
                  Draft.create(area.physical(area.redundancyName(ring.me())), header));
            });
    try {
      passRound(ring, chunk, data, parity, faults);
    } finally {
      if (data.isPresent()) {
        data.get().close();
      }
    }
  }

  static LogicalFile open(MemberFiles own, Area area) throws IOException {
    return LogicalFile.read(area.physical(own.files()), own.files());
  }

  /** Sums travel once round the ring, and each ends with the member whose parity it is. */
  private static void passRound(
      Ring ring, long chunk, Optional<LogicalFile> data, Optional<Draft> parity, Faults faults)
      throws IOException {
    int size = ring.ranks().size();
    int me = ring.me().member();
    ByteBuffer sum = Peers.buffer();
    ByteBuffer incoming = Peers.buffer();
    for (long done = 0; done < chunk; done += Io.BLOCK) {
      int count = (int) Math.min(Io.BLOCK, chunk - done);
      long at = done;
      for (int distance = size - 1; distance > 0; distance--) {
        long share = shareOffset(me, (me + distance) % size, chunk) + done;
        sum.clear().limit(count);
        faults.run(() -> data.orElseThrow().read(sum, share));
        if (distance < size - 1) {
          XorKernel.add(sum, incoming, count);
        }
        sum.clear().limit(count);
        incoming.clear().limit(count);
        ring.peers().shift(ring.behind(1), sum, ring.before(1), incoming);
      }
      incoming.clear().limit(count);
      faults.run(() -> parity.orElseThrow().write(incoming, at));
    }
  }

  /**
   * Computes everything that one member has lost.
   *
   * @param lost its number
   * @param intact this member's redundancy file; nothing on the member that lost it
   */
  static void rebuild(
      Ring ring,
      int lost,
      long chunk,
      Optional<RedsetFile> intact,
      Area area,
      Pending pending,
      Faults faults)
      throws IOException {
    if (intact.isPresent()) {
      contribute(ring, lost, chunk, intact.get(), area, faults);
    } else {
      collect(ring, chunk, area, pending, faults);
    }
  }

  private static void contribute(
      Ring ring, int lost, long chunk, RedsetFile intact, Area area, Faults faults)
      throws IOException {
    if (ring.me().before(1) == lost) {
      ring.peers().send(ring.before(1), intact.members().get(lost).tree());
    }
    if (ring.me().behind(1) == lost) {
      ring.peers().send(ring.behind(1), intact.own().tree());
    }
    Optional<MemberBytes> bytes =
        faults.get(() -> MemberBytes.open(intact, area.physical(intact.own().files())));
    try {
      ByteBuffer sum = Peers.buffer();
      ByteBuffer incoming = Peers.buffer();
      for (int holder = 0; holder < ring.ranks().size(); holder++) {
        for (long done = 0; done < chunk; done += Io.BLOCK) {
          int count = (int) Math.min(Io.BLOCK, chunk - done);
          int from = holder;
          long at = done;
          sum.clear().limit(count);
          faults.run(() -> bytes.orElseThrow().read(sum, from, at));
          if (ring.me().before(1) != lost) {
            incoming.clear().limit(count);
            ring.peers().receive(ring.before(1), incoming);
            XorKernel.add(sum, incoming, count);
          }
          sum.clear().limit(count);
          ring.peers().send(ring.behind(1), sum);
        }
      }
    } finally {
      if (bytes.isPresent()) {
        bytes.get().close();
      }
    }
  }

  private static void collect(Ring ring, long chunk, Area area, Pending pending, Faults faults)
      throws IOException {
    MemberFiles own = MemberFiles.parse(ring.peers().receive(ring.behind(1)), area.prefix());
    MemberFiles before = MemberFiles.parse(ring.peers().receive(ring.before(1)), area.prefix());
    Optional<LogicalFile> data = faults.get(() -> pending.add(area.create(own.files())));
    Optional<Draft> parity =
        faults.get(
            () -> {
              KvTree header = header(ring.me(), own, before, ring.ranks(), chunk);
              return pending.add(
                  Draft.create(area.physical(area.redundancyName(ring.me())), header));
            });
    int me = ring.me().member();
    ByteBuffer incoming = Peers.buffer();
    for (int holder = 0; holder < ring.ranks().size(); holder++) {
      for (long done = 0; done < chunk; done += Io.BLOCK) {
        incoming.clear().limit((int) Math.min(Io.BLOCK, chunk - done));
        ring.peers().receive(ring.before(1), incoming);
        incoming.flip();
        long at = done;
        if (holder == me) {
          faults.run(() -> parity.orElseThrow().write(incoming, at));
        } else {
          long share = shareOffset(me, holder, chunk) + done;
          faults.run(() -> data.orElseThrow().write(incoming, share));
        }
      }
    }
  }
}
