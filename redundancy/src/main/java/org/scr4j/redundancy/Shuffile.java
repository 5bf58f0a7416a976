package org.scr4j.redundancy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.scr4j.kvtree.KvTree;

/**
 * shuffile's record of which files on a node belong to which rank, {@code reddesc.er.shuffile}: by
 * it, ranks find their files on nodes where they no longer run.
 */
final class Shuffile {

  private static final String SUFFIX = ".shuffile";

  private Shuffile() {}

  static Path path(Area area) {
    return area.own(SUFFIX);
  }

  /** Files by rank; a rank whose entry makes no sense is left out. */
  static Map<Integer, List<String>> read(Area area) throws IOException {
    Map<Integer, List<String>> byRank = new TreeMap<>();
    KvTree ranks = area.read(path(area)).get("RANK").orElseGet(KvTree::new);
    for (KvTree.Entry entry : ranks.entries()) {
      List<String> files = entry.tree().get("FILE").orElseGet(KvTree::new).keys();
      if (entry.key().matches("[0-9]{1,9}")
          && entry.tree().value("FILES").equals(Optional.of("" + files.size()))) {
        byRank.put(Integer.parseInt(entry.key()), files);
      }
    }
    return byRank;
  }

  /** Whether every one of {@code files} is on this node. */
  static boolean allThere(List<String> files, Area area) {
    for (String file : files) {
      try {
        if (!Files.isReadable(area.physical(file))) {
          return false;
        }
      } catch (IOException e) {
        // Not a name of this dataset's: nothing that could be given to anyone.
        return false;
      }
    }
    return !files.isEmpty();
  }

  /** Records this rank's files; the node's leader writes what all its ranks say. */
  static void write(Peers peers, Nodes nodes, Area area, List<String> files, Faults faults)
      throws IOException {
    int leader = nodes.leader(peers.rank());
    if (peers.rank() != leader) {
      KvTree mine = new KvTree();
      for (int i = 0; i < files.size(); i++) {
        mine.setValue(Integer.toString(i), files.get(i));
      }
      peers.send(leader, mine);
      return;
    }
    Map<Integer, List<String>> byRank = new TreeMap<>();
    for (int rank : nodes.together(leader)) {
      byRank.put(rank, rank == leader ? files : list(peers.receive(rank)));
    }
    faults.run(() -> area.write(path(area), tree(byRank, leader)));
  }

  private static List<String> list(KvTree tree) throws IOException {
    List<String> files = new ArrayList<>(tree.size());
    for (int i = 0; i < tree.size(); i++) {
      files.add(Trees.text(tree, Integer.toString(i), "a list of files"));
    }
    return files;
  }

  /** In the order of LLNL's, whose merging turns the entries of all but the leader round. */
  private static KvTree tree(Map<Integer, List<String>> byRank, int leader) {
    KvTree tree = new KvTree();
    KvTree ranks = tree.child("RANK");
    for (Map.Entry<Integer, List<String>> entry : byRank.entrySet()) {
      KvTree names = new KvTree();
      KvTree count = new KvTree();
      count.child(Integer.toString(entry.getValue().size()));
      KvTree of = new KvTree();
      ranks.append(entry.getKey().toString(), of);
      if (entry.getKey() == leader) {
        entry.getValue().forEach(name -> names.append(name, new KvTree()));
        of.append("FILES", count);
        of.append("FILE", names);
      } else {
        entry.getValue().forEach(name -> names.set(name, new KvTree()));
        of.append("FILE", names);
        of.append("FILES", count);
      }
    }
    return tree;
  }
}
