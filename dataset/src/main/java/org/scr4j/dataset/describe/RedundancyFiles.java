package org.scr4j.dataset.describe;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.scr4j.kvtree.KvTree;
import org.scr4j.kvtree.KvTreeCodec;
import org.scr4j.redundancy.Descriptor;
import org.scr4j.redundancy.MemberFiles;
import org.scr4j.redundancy.RedsetFile;

/** The files of redset, er and shuffile, which protect a dataset in cache. */
final class RedundancyFiles {

  private static final List<String> PLACE_COLUMNS =
      List.of("rank", "scheme", "set", "sets", "member", "set size");

  private RedundancyFiles() {}

  static FileDescription descriptor(KvTree tree) {
    FileDescription.Builder description =
        new FileDescription.Builder(StateFileType.REDUNDANCY_DESCRIPTOR);
    List<List<Value>> rows = new ArrayList<>();
    for (KvTree.Entry entry : tree.entries()) {
      String where = "rank " + Words.oneLine(entry.key());
      try {
        Descriptor place = Descriptor.parse(entry.tree().get("DESC").orElseGet(KvTree::new), where);
        if (!entry.key().equals(Integer.toString(place.rank()))) {
          description.problem(where + ": is the place of rank " + place.rank());
        }
        rows.add(place(place));
      } catch (IOException e) {
        description.problem(Words.oneLine(e.getMessage()));
      }
    }
    return description
        .table("places", PLACE_COLUMNS, rows)
        .build("the places of " + Words.count(rows.size(), "rank") + " in their redundancy sets");
  }

  private static List<Value> place(Descriptor place) {
    return List.of(
        Value.of((long) place.rank()),
        Value.of(place.type()),
        Value.of(place.group() + 1L),
        Value.of((long) place.groups()),
        Value.of(place.member() + 1L),
        Value.of((long) place.size()));
  }

  static FileDescription redundancy(Path file, KvTree tree) throws IOException {
    FileDescription.Builder description =
        new FileDescription.Builder(StateFileType.REDUNDANCY_FILE);
    List<MemberFiles> members = members(tree, file, description);
    Optional<String> number = tree.value("RANK");
    Optional<MemberFiles> own =
        members.stream()
            .filter(member -> number.equals(Optional.of("" + member.descriptor().member())))
            .findFirst();
    own.ifPresent(mine -> facts(mine.descriptor(), description));
    description.known("chunk", Value.of(chunk(tree)));
    long behind = Files.size(file) - KvTreeCodec.toFile(tree).length;
    description.fact("redundancy bytes", Value.of(behind));
    try {
      RedsetFile.read(file);
    } catch (IOException e) {
      description.problem(e.getMessage());
    }
    List<List<Value>> rows = new ArrayList<>();
    for (MemberFiles member : members) {
      for (MemberFiles.FileRecord record : member.files()) {
        rows.add(
            List.of(
                Value.of((long) member.descriptor().rank()),
                Value.of(member.descriptor().member() + 1L),
                Value.of(record.name()),
                Value.of(record.size())));
      }
    }
    return description
        .table("protected files", List.of("rank", "member", "path", "bytes"), rows)
        .build(own.map(mine -> headline(mine.descriptor())).orElse("of an unknown rank"));
  }

  private static List<MemberFiles> members(
      KvTree tree, Path file, FileDescription.Builder description) {
    List<MemberFiles> members = new ArrayList<>();
    for (KvTree.Entry entry : tree.get("DESC").orElseGet(KvTree::new).entries()) {
      try {
        members.add(MemberFiles.parse(entry.tree(), file));
      } catch (IOException e) {
        description.problem(e.getMessage());
      }
    }
    return members;
  }

  private static OptionalLong chunk(KvTree tree) {
    try {
      return tree.longValue("CHUNK");
    } catch (NumberFormatException e) {
      return OptionalLong.empty();
    }
  }

  private static void facts(Descriptor place, FileDescription.Builder description) {
    description
        .fact("scheme", Value.of(place.type()))
        .fact("rank", Value.of((long) place.rank()))
        .fact("ranks of the job", Value.of((long) place.ranks()))
        .fact("set", Value.of((place.group() + 1) + " of " + place.groups()))
        .fact("member", Value.of((place.member() + 1) + " of " + place.size()));
    if (place.failures() > 0) {
      description.fact("members that may be lost", Value.of((long) place.failures()));
    }
  }

  private static String headline(Descriptor place) {
    return place.type()
        + " redundancy of rank "
        + place.rank()
        + ", member "
        + (place.member() + 1)
        + " of "
        + place.size()
        + " in set "
        + (place.group() + 1)
        + " of "
        + place.groups();
  }

  static FileDescription state(KvTree tree) {
    Optional<String> state = tree.value("STATE");
    String words =
        switch (state.orElse("")) {
          case "1" -> "encoding was begun and has not ended: the redundancy cannot be used";
          case "2" -> "the files of every rank on this node are protected";
          default -> "it does not say whether the files are protected";
        };
    return new FileDescription.Builder(StateFileType.ENCODING_STATE)
        .fact("state", Value.of(state))
        .build(words);
  }

  static FileDescription shuffle(KvTree tree) {
    FileDescription.Builder description = new FileDescription.Builder(StateFileType.SHUFFLE_FILE);
    List<List<Value>> rows = new ArrayList<>();
    KvTree ranks = tree.get("RANK").orElseGet(KvTree::new);
    for (KvTree.Entry rank : ranks.entries()) {
      List<String> files = rank.tree().get("FILE").map(KvTree::keys).orElse(List.of());
      if (!rank.tree().value("FILES").equals(Optional.of("" + files.size()))) {
        description.problem(
            "rank " + Words.oneLine(rank.key()) + ": the number of its files is another");
      }
      for (String path : files) {
        rows.add(List.of(Value.of(rank.key()), Value.of(path)));
      }
    }
    return description
        .table("files", List.of("rank", "path"), rows)
        .build(
            Words.count(rows.size(), "file")
                + " of "
                + Words.count(ranks.size(), "rank")
                + " on this node");
  }
}
