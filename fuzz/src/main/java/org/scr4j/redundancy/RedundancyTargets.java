package org.scr4j.redundancy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.scr4j.config.NodeStorage;
import org.scr4j.fuzz.Holds;
import org.scr4j.fuzz.Input;
import org.scr4j.fuzz.Scratch;
import org.scr4j.fuzz.Target;
import org.scr4j.kvtree.KvTree;
import org.scr4j.kvtree.KvTreeCodec;

/** Redundancy files, their names and descriptors, shuffile's records. */
public final class RedundancyTargets {

  private static final Path WHERE = Path.of("file");
  private static final String NAME = "reddesc.er.0.xor.grp_1_of_1.mem_1_of_2.redset";

  private RedundancyTargets() {}

  /** All of them. */
  public static List<Target> all() {
    return List.of(
        new Target("redset-descriptor", RedundancyTargets::descriptor),
        new Target("redset-members", RedundancyTargets::members),
        new Target("redset-file", RedundancyTargets::file),
        new Target("redset-name", RedundancyTargets::name),
        new Target("shuffile", RedundancyTargets::shuffile));
  }

  private static void descriptor(Input input) throws Exception {
    Optional<Descriptor> parsed =
        Holds.orDocumented(IOException.class, () -> Descriptor.parse(input.tree(), WHERE));
    if (parsed.isPresent()) {
      Descriptor descriptor = parsed.get();
      Holds.same(descriptor, Descriptor.parse(descriptor.toTree(), WHERE));
      descriptor.kind();
      for (int distance = 1; distance <= Math.min(descriptor.guarded(), 3); distance++) {
        int before = descriptor.before(distance);
        Holds.that(before >= 0 && before < descriptor.size(), "no member " + before);
      }
    }
  }

  private static void members(Input input) throws Exception {
    Optional<MemberFiles> parsed =
        Holds.orDocumented(IOException.class, () -> MemberFiles.parse(input.tree(), WHERE));
    parsed.ifPresent(files -> Holds.that(files.bytes() >= 0, "fewer than no bytes"));
  }

  private static void file(Input input) throws Exception {
    byte[] header = KvTreeCodec.toFile(input.rest().tree());
    byte[] file = Arrays.copyOf(header, header.length + input.choice(64));
    Path path = Scratch.file("area/" + NAME, file);
    Optional<RedsetFile> read = Holds.orDocumented(IOException.class, () -> RedsetFile.read(path));
    if (read.isPresent()) {
      Holds.same(read.get().own().descriptor(), read.get().descriptor());
      read.get().ranks();
      read.get().chunk();
    }
  }

  private static void name(Input input) {
    RedsetName.parse(input.text()).ifPresent(name -> Holds.same(input.text(), name.fileName()));
  }

  /** A forged entry leads to no file outside the dataset's directory. */
  private static void shuffile(Input input) throws Exception {
    KvTree tree = input.tree();
    Path file = Scratch.file("node/cache/.scr/reddesc.er.shuffile", KvTreeCodec.toFile(tree));
    Path root = file.getParent().getParent().getParent();
    Area area = new Area(new NodeStorage(root), "/cache/.scr/reddesc.er");
    Map<Integer, List<String>> files =
        Holds.orDocumented(IOException.class, () -> Shuffile.read(area)).orElseThrow();
    for (List<String> names : files.values()) {
      Shuffile.allThere(names, area);
      for (String name : names) {
        Holds.orDocumented(IOException.class, () -> area.physical(name))
            .ifPresent(
                path ->
                    Holds.that(
                        path.normalize().startsWith(root.resolve("cache")),
                        path + " is outside the dataset"));
      }
    }
  }
}
