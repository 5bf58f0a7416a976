package org.scr4j.redundancy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.scr4j.kvtree.KvTree;

/**
 * Copies within a set, as redset lays them out: a member's redundancy file holds the files of the
 * member before it, then of the one before that, as many as there are copies.
 */
final class PartnerSet {

  private PartnerSet() {}

  /**
   * The first member behind {@code lost} that has a copy of its files; nothing where none is left.
   *
   * @param missing by member
   */
  static Optional<Integer> source(int lost, int copies, boolean[] missing) {
    for (int distance = 1; distance <= copies; distance++) {
      int holder = (lost + distance) % missing.length;
      if (!missing[holder]) {
        return Optional.of(holder);
      }
    }
    return Optional.empty();
  }

  /** Gives copies to the members behind, and takes those of the members before. */
  static void encode(Ring ring, MemberFiles own, Area area, Pending pending, Faults faults)
      throws IOException {
    boolean[] everyone = new boolean[ring.ranks().size()];
    Arrays.fill(everyone, true);
    Optional<LogicalFile> data = faults.get(() -> XorSet.open(own, area));
    try {
      exchangeCopies(ring, own, everyone, data, area, pending, faults);
    } finally {
      if (data.isPresent()) {
        data.get().close();
      }
    }
  }

  /**
   * Has those that miss something get their files back and then the copies that they held.
   *
   * @param missing by member; every one of them has a {@linkplain #source source}
   * @param intact this member's redundancy file; nothing where it is one of them
   */
  static void rebuild(
      Ring ring,
      boolean[] missing,
      Optional<RedsetFile> intact,
      Area area,
      Pending pending,
      Faults faults)
      throws IOException {
    if (intact.isPresent()) {
      giveBack(ring, missing, intact.get(), faults);
      Optional<LogicalFile> data = faults.get(() -> XorSet.open(intact.get().own(), area));
      try {
        exchangeCopies(ring, intact.get().own(), missing, data, area, pending, faults);
      } finally {
        if (data.isPresent()) {
          data.get().close();
        }
      }
    } else {
      int source =
          ring.ranks().get(source(ring.me().member(), ring.me().failures(), missing).orElseThrow());
      MemberFiles own = MemberFiles.parse(ring.peers().receive(source), area.prefix());
      Optional<LogicalFile> data = faults.get(() -> pending.add(area.create(own.files())));
      takeBack(ring.peers(), source, own, data, faults);
      exchangeCopies(ring, own, missing, data, area, pending, faults);
    }
  }

  private static void giveBack(Ring ring, boolean[] missing, RedsetFile intact, Faults faults)
      throws IOException {
    Descriptor me = ring.me();
    Optional<FileChannel> copies = faults.get(() -> FileChannel.open(intact.path()));
    ByteBuffer buffer = Peers.buffer();
    try {
      for (int distance = 1; distance <= me.failures(); distance++) {
        int lost = me.before(distance);
        if (!missing[lost] || source(lost, me.failures(), missing).orElseThrow() != me.member()) {
          continue;
        }
        MemberFiles record = intact.members().get(lost);
        ring.peers().send(ring.before(distance), record.tree());
        long offset = intact.copyOffset(distance);
        for (long done = 0; done < record.bytes(); done += Io.BLOCK) {
          long at = offset + done;
          buffer.clear().limit((int) Math.min(Io.BLOCK, record.bytes() - done));
          faults.run(() -> Io.fill(copies.orElseThrow(), buffer, at, intact.path()));
          buffer.position(0);
          ring.peers().send(ring.before(distance), buffer);
        }
      }
    } finally {
      if (copies.isPresent()) {
        copies.get().close();
      }
    }
  }

  private static void takeBack(
      Peers peers, int source, MemberFiles own, Optional<LogicalFile> data, Faults faults)
      throws IOException {
    ByteBuffer buffer = Peers.buffer();
    for (long done = 0; done < own.bytes(); done += Io.BLOCK) {
      long at = done;
      buffer.clear().limit((int) Math.min(Io.BLOCK, own.bytes() - done));
      peers.receive(source, buffer);
      buffer.flip();
      faults.run(() -> data.orElseThrow().write(buffer, at));
    }
  }

  /** Every member gives its files to those of the next that are in {@code takers}. */
  private static void exchangeCopies(
      Ring ring,
      MemberFiles own,
      boolean[] takers,
      Optional<LogicalFile> data,
      Area area,
      Pending pending,
      Faults faults)
      throws IOException {
    Descriptor me = ring.me();
    boolean taking = takers[me.member()];
    MemberFiles[] before = new MemberFiles[taking ? me.failures() : 0];
    for (int distance = 1; distance <= me.failures(); distance++) {
      boolean giving = takers[me.behind(distance)];
      if (giving && taking) {
        KvTree tree = ring.peers().shift(ring.behind(distance), own.tree(), ring.before(distance));
        before[distance - 1] = MemberFiles.parse(tree, area.prefix());
      } else if (giving) {
        ring.peers().send(ring.behind(distance), own.tree());
      } else if (taking) {
        KvTree tree = ring.peers().receive(ring.before(distance));
        before[distance - 1] = MemberFiles.parse(tree, area.prefix());
      }
    }
    Optional<Draft> draft =
        taking
            ? faults.get(
                () ->
                    pending.add(
                        Draft.create(
                            area.physical(area.redundancyName(me)),
                            Headers.ofCopies(own, List.of(before)))))
            : Optional.empty();
    long offset = 0;
    for (int distance = 1; distance <= me.failures(); distance++) {
      long outgoing = takers[me.behind(distance)] ? own.bytes() : 0;
      long incoming = taking ? before[distance - 1].bytes() : 0;
      stream(ring, distance, outgoing, incoming, data, draft, offset, faults);
      offset += incoming;
    }
  }

  private static void stream(
      Ring ring,
      int distance,
      long outgoing,
      long incoming,
      Optional<LogicalFile> data,
      Optional<Draft> draft,
      long offset,
      Faults faults)
      throws IOException {
    OwnBytes own = new OwnBytes(ring.peers(), data, Io.BLOCK, faults);
    ByteBuffer in = Peers.buffer();
    for (long done = 0; done < Math.max(outgoing, incoming); done += Io.BLOCK) {
      long at = done;
      int count = (int) Math.max(0, Math.min(Io.BLOCK, outgoing - done));
      in.clear().limit((int) Math.max(0, Math.min(Io.BLOCK, incoming - done)));
      ByteBuffer copy = own.shift(ring.behind(distance), at, count, ring.before(distance), in);
      if (copy.hasRemaining()) {
        faults.run(() -> draft.orElseThrow().write(copy, offset + at));
      }
    }
    own.finish();
  }
}
