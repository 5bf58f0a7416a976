package org.scr4j.redundancy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.scr4j.kvtree.KvTree;

/**
 * Brings back what was encoded. At any moment in it the job may die: nothing is overwritten or
 * deleted that the next attempt would need, and the record of the encoding stays valid. LLNL's er
 * marks it corrupt meanwhile, and so loses the dataset when a second node fails during a rebuild.
 */
final class Recovery {

  private final Peers peers;
  private final Nodes nodes;
  private final Area area;
  private final Faults faults = new Faults();

  private Recovery(Peers peers, Nodes nodes, Area area) {
    this.peers = peers;
    this.nodes = nodes;
    this.area = area;
  }

  static Recovery prepare(Peers peers, String nodeName, Area area) throws IOException {
    KvTree mine = new KvTree();
    mine.setValue("NODE", nodeName);
    List<String> names = new ArrayList<>();
    for (KvTree tree : peers.gather(mine)) {
      names.add(Trees.text(tree, "NODE", "a rank's place"));
    }
    return new Recovery(peers, new Nodes(names), area);
  }

  Rebuilt run() throws IOException {
    Optional<String> unfit = unfit();
    if (unfit.isPresent()) {
      return lost(unfit.get());
    }
    faults.run(() -> Area.makeDirectory(area.directory()));
    if (nodes.leads(peers.rank())) {
      faults.run(() -> area.deleteDrafts());
    }
    peers.agree(faults);
    Migration migration = new Migration(peers, nodes, area, faults);
    Set<Integer> moved = migration.run();
    migration.deleteLeftovers(moved);
    Layout layout;
    try {
      layout = Layout.of(peers.gather(descriptors()));
    } catch (Layout.NoLayoutException e) {
      return lost(e.getMessage());
    }
    Descriptor me = layout.descriptor(peers.rank());
    if (me.kind().isEmpty()) {
      return lost(me.unsupported());
    }
    faults.run(() -> area.write(descriptorPath(), layout.tree(me.rank())));
    peers.agree(faults);
    Survey survey = Survey.take(peers, area, layout);
    if (survey.verdict().isPresent()) {
      return lost(survey.verdict().get());
    }
    rebuild(survey, layout);
    List<String> files = complete(me, migration);
    return new Rebuilt.Recovered(files, moved.size(), survey.missing().size());
  }

  private Rebuilt lost(String reason) {
    return new Rebuilt.Unrecoverable(reason);
  }

  /** Why it makes no sense to begin; the lowest rank with a record decides, as with er. */
  private Optional<String> unfit() throws IOException {
    KvTree mine = new KvTree();
    if (nodes.leads(peers.rank())) {
      faults.run(() -> mine.child(EncodedState.read(area).name()));
    }
    peers.agree(faults);
    for (KvTree tree : peers.gather(mine)) {
      if (tree.has(EncodedState.ENCODED.name())) {
        return Optional.empty();
      }
      if (tree.has(EncodedState.CORRUPT.name())) {
        return Optional.of("its encoding was begun and never ended");
      }
    }
    return Optional.of("no node of this run has a record of it");
  }

  private Path descriptorPath() {
    return area.own("." + peers.rank() + ".redset");
  }

  private KvTree descriptors() throws IOException {
    Optional<KvTree> found = faults.get(() -> area.read(descriptorPath()));
    peers.agree(faults);
    return found.orElseThrow();
  }

  private void rebuild(Survey survey, Layout layout) throws IOException {
    if (survey.missing().isEmpty()) {
      return;
    }
    Descriptor me = layout.descriptor(peers.rank());
    Ring ring = new Ring(peers, me, layout.members(me.rank()));
    try (Pending pending = new Pending()) {
      rebuild(survey, ring, pending);
      peers.agree(faults);
      faults.run(pending::commit);
      peers.agree(faults);
    }
  }

  private void rebuild(Survey survey, Ring ring, Pending pending) throws IOException {
    boolean[] missing = new boolean[ring.ranks().size()];
    int lost = -1;
    for (int member = 0; member < missing.length; member++) {
      missing[member] = survey.missing().contains(ring.ranks().get(member));
      lost = missing[member] ? member : lost;
    }
    if (lost < 0) {
      return;
    }
    Optional<RedsetFile> intact = survey.intact();
    switch (ring.me().kind().orElseThrow()) {
      case SINGLE -> throw new IllegalStateException("SINGLE keeps no copy");
      case PARTNER -> PartnerSet.rebuild(ring, missing, intact, area, pending, faults);
      case XOR -> {
        long chunk = survey.chunk(ring.ranks());
        XorSet.rebuild(ring, lost, chunk, intact, area, pending, faults);
      }
      case RS -> {
        long chunk = survey.chunk(ring.ranks());
        ReedSolomonSet.rebuild(ring, missing, chunk, intact, area, pending, faults);
      }
    }
  }

  /** Records on every node what is now there. */
  private List<String> complete(Descriptor me, Migration migration) throws IOException {
    List<String> files = new ArrayList<>();
    faults.run(
        () -> {
          RedsetFile redset = RedsetFile.read(area.physical(area.redundancyName(me)));
          redset.own().files().forEach(file -> files.add(file.name()));
        });
    peers.agree(faults);
    List<String> all = new ArrayList<>(files);
    all.add(area.descriptorName(me.rank()));
    all.add(area.redundancyName(me));
    Shuffile.write(peers, nodes, area, all, faults);
    peers.agree(faults);
    if (nodes.leads(peers.rank())) {
      faults.run(() -> EncodedState.ENCODED.write(area));
    }
    migration.deleteLeftovers(migration.foreignRanks());
    peers.agree(faults);
    return List.copyOf(files);
  }
}
