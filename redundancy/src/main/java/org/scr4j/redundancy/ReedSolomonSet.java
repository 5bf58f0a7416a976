package org.scr4j.redundancy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reed-Solomon checks over a set, as redset computes and lays them out: {@link Stripes} says which
 * bytes belong together, {@link CodingMatrix} with what they are multiplied. Ends are padded with
 * zeros.
 */
final class ReedSolomonSet {

  /** Buffers besides those that sums are in: one for each direction. */
  private static final int MOVING = 2;

  private ReedSolomonSet() {}

  /** Computes this member's checks, together with the others of the set. */
  static void encode(
      Ring ring, MemberFiles own, long chunk, Area area, Pending pending, Faults faults)
      throws IOException {
    List<MemberFiles> before = new ArrayList<>();
    for (int distance = 1; distance <= ring.me().failures(); distance++) {
      before.add(
          MemberFiles.parse(
              ring.peers().shift(ring.behind(distance), own.tree(), ring.before(distance)),
              area.prefix()));
    }
    Optional<LogicalFile> data = faults.get(() -> XorSet.open(own, area));
    Optional<Draft> checks =
        faults.get(() -> XorSet.draft(ring, own, before, chunk, area, pending));
    try {
      new Sums(ring, chunk, data, checks, faults).run();
    } finally {
      if (data.isPresent()) {
        data.get().close();
      }
    }
  }

  /**
   * Computes everything that some members have lost.
   *
   * @param missing by member; as many as there are checks, at most
   * @param intact this member's redundancy file; nothing where it is one of them
   */
  static void rebuild(
      Ring ring,
      boolean[] missing,
      long chunk,
      Optional<RedsetFile> intact,
      Area area,
      Pending pending,
      Faults faults)
      throws IOException {
    Optional<MemberBytes> source = Optional.empty();
    Optional<RebuiltBytes> rebuilt = Optional.empty();
    List<MemberFiles> records = records(ring, missing, intact, area);
    if (intact.isPresent()) {
      RedsetFile redset = intact.get();
      source = faults.get(() -> MemberBytes.open(redset, area.physical(redset.own().files())));
    } else {
      MemberFiles own = records.get(0);
      List<MemberFiles> before = records.subList(1, records.size());
      rebuilt = faults.get(() -> XorSet.rebuilt(ring, own, before, chunk, area, pending));
    }
    try {
      new Rounds(ring, missing, chunk, source, rebuilt, faults).run();
    } finally {
      if (source.isPresent()) {
        source.get().close();
      }
    }
  }

  /**
   * Has those that miss something learn what they had, and what those before them have: from the
   * first of the members behind that still knows it.
   *
   * @return this member's record and those of the members before it, the nearest first; empty where
   *     it has lost nothing
   */
  private static List<MemberFiles> records(
      Ring ring, boolean[] missing, Optional<RedsetFile> intact, Area area) throws IOException {
    int size = missing.length;
    int me = ring.me().member();
    List<MemberFiles> records = new ArrayList<>();
    for (int lost = 0; lost < size; lost++) {
      for (int distance = 0; missing[lost] && distance <= ring.me().failures(); distance++) {
        int wanted = Math.floorMod(lost - distance, size);
        int knows = wanted;
        while (missing[knows]) {
          knows = (knows + 1) % size;
        }
        if (knows == me) {
          RedsetFile redset = intact.orElseThrow();
          ring.peers().send(ring.ranks().get(lost), redset.members().get(wanted).tree());
        } else if (lost == me) {
          records.add(
              MemberFiles.parse(ring.peers().receive(ring.ranks().get(knows)), area.prefix()));
        }
      }
    }
    return records;
  }

  /**
   * One rank's part of an encoding. Every member computes all checks of the stripe of its number,
   * whose first check is its own: it gets the chunks of the others, and gives them their checks.
   * That moves fewer bytes than if all who have a check of a stripe got its chunks.
   */
  private static final class Sums {
    private final Ring ring;
    private final Descriptor me;
    private final long chunk;
    private final Optional<Draft> checks;
    private final Faults faults;
    private final Stripes stripes;
    private final CodingMatrix matrix;
    private final int block;
    private final List<ByteBuffer> sums;
    private final OwnBytes own;
    private final ByteBuffer in;

    Sums(Ring ring, long chunk, Optional<LogicalFile> data, Optional<Draft> checks, Faults faults) {
      this.ring = ring;
      this.me = ring.me();
      this.chunk = chunk;
      this.checks = checks;
      this.faults = faults;
      this.stripes = Stripes.of(me);
      this.matrix = CodingMatrix.of(me.size(), me.failures());
      this.block = Peers.block(chunk, me.failures() + MOVING);
      this.sums = Peers.buffers(me.failures(), block);
      this.own = new OwnBytes(ring.peers(), data, block, faults);
      this.in = Peers.buffer(block);
    }

    void run() throws IOException {
      for (long done = 0; done < chunk; done += block) {
        int count = (int) Math.min(block, chunk - done);
        sums.forEach(sum -> GaloisKernel.clear(sum, count));
        for (int ahead = me.failures(); ahead < me.size(); ahead++) {
          collect(ahead, done, count);
        }
        for (int check = 0; check < me.failures(); check++) {
          settle(check, done, count);
        }
      }
      own.finish();
    }

    /** Gives this member's chunk of another's stripe, and adds up one of its own stripe. */
    private void collect(int ahead, long done, int count) throws IOException {
      long part = chunk * stripes.part(me.member(), me.behind(ahead)) + done;
      in.clear().limit(count);
      ByteBuffer term = own.shift(ring.behind(ahead), part, count, ring.before(ahead), in);
      int[] coefficients = new int[me.failures()];
      for (int check = 0; check < coefficients.length; check++) {
        coefficients[check] = matrix.coefficient(check, me.before(ahead));
      }
      GaloisKernel.addMultiples(sums, coefficients, term, count);
    }

    /** Gives a check to the one that has it, and writes one of this member's. */
    private void settle(int check, long done, int count) throws IOException {
      ByteBuffer sum = sums.get(check).clear().limit(count);
      if (check > 0) {
        in.clear().limit(count);
        ring.peers().shift(ring.before(check), sum, ring.behind(check), in);
      }
      ByteBuffer mine = check > 0 ? in.flip() : sum;
      faults.run(() -> checks.orElseThrow().write(mine, chunk * check + done));
    }
  }

  /**
   * One rank's part of a rebuild. Every member, whether it has lost its own or not, solves the
   * stripe of its number: it collects what is left of it, and gives the results to those that lost
   * them.
   */
  private static final class Rounds {
    private final Ring ring;
    private final boolean[] missing;
    private final long chunk;
    private final Optional<MemberBytes> source;
    private final Optional<RebuiltBytes> rebuilt;
    private final Faults faults;
    private final int size;
    private final boolean[] gives;
    private final Decoding mine;
    private final List<ByteBuffer> results;
    private final ByteBuffer out;
    private final ByteBuffer in;
    private final int block;

    Rounds(
        Ring ring,
        boolean[] missing,
        long chunk,
        Optional<MemberBytes> source,
        Optional<RebuiltBytes> rebuilt,
        Faults faults) {
      this.ring = ring;
      this.missing = missing;
      this.chunk = chunk;
      this.source = source;
      this.rebuilt = rebuilt;
      this.faults = faults;
      Descriptor me = ring.me();
      this.size = me.size();
      CodingMatrix matrix = CodingMatrix.of(me.size(), me.failures());
      this.gives = new boolean[me.size()];
      for (int stripe = 0; stripe < gives.length; stripe++) {
        gives[stripe] =
            !missing[me.member()] && Decoding.of(matrix, missing, stripe).needs(me.member());
      }
      this.mine = Decoding.of(matrix, missing, me.member());
      int lost = mine.lost().size();
      this.block = Peers.block(chunk, lost + MOVING);
      this.results = Peers.buffers(lost, block);
      this.out = Peers.buffer(block);
      this.in = Peers.buffer(block);
    }

    void run() throws IOException {
      for (long done = 0; done < chunk; done += block) {
        int count = (int) Math.min(block, chunk - done);
        results.forEach(result -> GaloisKernel.clear(result, count));
        for (int distance = 0; distance < size; distance++) {
          collect(distance, done, count);
        }
        for (int distance = 0; distance < size; distance++) {
          deliver(distance, done, count);
        }
      }
    }

    /** Gives this member's chunk to the one that solves its stripe, and takes another's. */
    private void collect(int distance, long done, int count) throws IOException {
      int stripe = ring.me().behind(distance);
      int from = ring.me().before(distance);
      boolean giving = gives[stripe];
      boolean taking = mine.needs(from);
      out.clear().limit(giving ? count : 0);
      if (giving) {
        faults.run(() -> source.orElseThrow().read(out, stripe, done));
        out.clear().limit(count);
      }
      ByteBuffer term = distance == 0 ? out : in;
      if (distance > 0) {
        in.clear().limit(taking ? count : 0);
        ring.peers().shift(ring.behind(distance), out, ring.before(distance), in);
      }
      if (taking) {
        mine.add(results, from, term, count);
      }
    }

    /** Gives a result to the one that lost it, and takes and writes one of this member's. */
    private void deliver(int distance, long done, int count) throws IOException {
      int me = ring.me().member();
      int stripe = ring.me().before(distance);
      ByteBuffer result = result(ring.me().behind(distance), count);
      if (distance > 0) {
        in.clear().limit(missing[me] ? count : 0);
        ring.peers().shift(ring.behind(distance), result, ring.before(distance), in);
        in.flip();
      }
      if (missing[me]) {
        ByteBuffer own = distance == 0 ? result : in;
        faults.run(() -> rebuilt.orElseThrow().write(own, stripe, done));
      }
    }

    private ByteBuffer result(int member, int count) {
      int at = mine.lost().indexOf(member);
      return at < 0 ? out.clear().limit(0) : results.get(at).clear().limit(count);
    }
  }
}
