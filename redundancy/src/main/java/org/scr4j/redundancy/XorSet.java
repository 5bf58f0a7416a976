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

  /** Computes this member's parity, together with the others of the set. */
  static void encode(
      Ring ring, MemberFiles own, long chunk, Area area, Pending pending, Faults faults)
      throws IOException {
    KvTree left = ring.peers().shift(ring.behind(1), own.tree(), ring.before(1));
    MemberFiles before = MemberFiles.parse(left, area.prefix());
    Optional<LogicalFile> data = faults.get(() -> open(own, area));
    Optional<Draft> parity =
        faults.get(() -> draft(ring, own, List.of(before), chunk, area, pending));
    try {
      sum(ring, chunk, data, parity, faults);
    } finally {
      if (data.isPresent()) {
        data.get().close();
      }
    }
  }

  /** This member's files and parity or checks, to be written anew. */
  static RebuiltBytes rebuilt(
      Ring ring, MemberFiles own, List<MemberFiles> before, long chunk, Area area, Pending pending)
      throws IOException {
    LogicalFile data = pending.add(area.create(own.files()));
    Draft checks = draft(ring, own, before, chunk, area, pending);
    return new RebuiltBytes(ring.me(), chunk, data, checks);
  }

  /** This member's parity or checks, to be written. */
  static Draft draft(
      Ring ring, MemberFiles own, List<MemberFiles> before, long chunk, Area area, Pending pending)
      throws IOException {
    KvTree header = Headers.ofChecks(own, before, ring.ranks(), chunk);
    return pending.add(Draft.create(area.physical(area.redundancyName(ring.me())), header));
  }

  static LogicalFile open(MemberFiles own, Area area) throws IOException {
    return LogicalFile.read(area.physical(own.files()), own.files());
  }

  /** Every member gives the others their chunks, and adds up those that it is given. */
  private static void sum(
      Ring ring, long chunk, Optional<LogicalFile> data, Optional<Draft> parity, Faults faults)
      throws IOException {
    Descriptor me = ring.me();
    Stripes stripes = Stripes.of(me);
    int block = (int) Math.min(chunk, Io.BLOCK);
    OwnBytes own = new OwnBytes(ring.peers(), data, block, faults);
    ByteBuffer sum = Peers.buffer(block);
    ByteBuffer incoming = Peers.buffer(block);
    for (long done = 0; done < chunk; done += block) {
      int count = (int) Math.min(block, chunk - done);
      long at = done;
      for (int distance = 1; distance < me.size(); distance++) {
        long share = chunk * stripes.part(me.member(), me.behind(distance)) + done;
        incoming.clear().limit(count);
        ByteBuffer given =
            own.shift(ring.behind(distance), share, count, ring.before(distance), incoming);
        if (distance == 1) {
          sum.clear().put(given);
        } else {
          XorKernel.add(sum, given, count);
        }
      }
      faults.run(() -> parity.orElseThrow().write(sum.clear().limit(count), at));
    }
    own.finish();
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
    Optional<RebuiltBytes> rebuilt =
        faults.get(() -> rebuilt(ring, own, List.of(before), chunk, area, pending));
    ByteBuffer incoming = Peers.buffer();
    for (int holder = 0; holder < ring.ranks().size(); holder++) {
      for (long done = 0; done < chunk; done += Io.BLOCK) {
        incoming.clear().limit((int) Math.min(Io.BLOCK, chunk - done));
        ring.peers().receive(ring.before(1), incoming);
        incoming.flip();
        long at = done;
        int stripe = holder;
        faults.run(() -> rebuilt.orElseThrow().write(incoming, stripe, at));
      }
    }
  }
}
