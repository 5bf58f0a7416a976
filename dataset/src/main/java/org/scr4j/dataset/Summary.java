package org.scr4j.dataset;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Optional;
import java.util.OptionalLong;
import org.scr4j.kvtree.KvTree;
import org.scr4j.kvtree.StateFiles;
import org.scr4j.redundancy.RedsetName;
import org.scr4j.redundancy.Scheme;

/**
 * The summary of a dataset in the prefix, {@code summary.scr}, version 6.
 *
 * @param descriptor what the dataset is
 * @param complete whether all of it is in the prefix; LLNL's builder leaves the key out where not
 */
public record Summary(DatasetDescriptor descriptor, boolean complete) {

  private static final String VERSION = "VERSION";
  private static final String COMPLETE = "COMPLETE";
  private static final String DSET = "DSET";
  private static final String SETS = "RS";
  private static final String MAP_SETS = "MAPRS";
  private static final String REED_SOLOMON = Scheme.Kind.RS.inFileName();
  private static final long VERSION_6 = 6;

  /**
   * The summary in {@code file}; nothing where there is no such file.
   *
   * @throws DatasetException if it has another version or no dataset
   */
  public static Optional<Summary> read(StateFiles files, Path file) throws IOException {
    Optional<KvTree> tree = files.read(file);
    return tree.isEmpty() ? Optional.empty() : Optional.of(of(tree.get(), file));
  }

  /**
   * The summary in {@code tree}. As with LLNL's commands, one that describes a dataset and has no
   * version is read.
   *
   * @param file named in errors
   * @throws DatasetException if it has another version or no dataset
   */
  public static Summary of(KvTree tree, Path file) throws DatasetException {
    OptionalLong version = Trees.number(tree, VERSION, file);
    if (version.isEmpty() ? !tree.has(DSET) : version.getAsLong() != VERSION_6) {
      throw new DatasetException(
          file
              + ": is a summary of version "
              + tree.value(VERSION).orElse("unknown")
              + "; only version 6 (SCR 1.2 and later) can be read");
    }
    KvTree dataset =
        tree.get(DSET)
            .orElseThrow(() -> new DatasetException(file + ": describes no dataset (no DSET key)"));
    return new Summary(DatasetDescriptor.of(dataset), Trees.flag(tree, COMPLETE));
  }

  /** The tree that LLNL's library writes at the end of a flush. */
  public KvTree tree() {
    KvTree tree = new KvTree();
    tree.setValue(VERSION, VERSION_6);
    tree.setValue(COMPLETE, complete ? 1 : 0);
    tree.set(DSET, descriptor.tree());
    return tree;
  }

  /**
   * The tree that LLNL's {@code scr_index --build} writes from a descriptor in the flush file. It
   * also tells what is known of Reed-Solomon sets, though of no others.
   *
   * @param redundancy the redundancy files of the dataset
   */
  KvTree builtTree(Collection<RedsetName> redundancy) {
    KvTree tree = new KvTree();
    tree.set(DSET, Trees.reversed(descriptor.tree()));
    sets(tree, MAP_SETS, CollectedRebuild.MAP_SETS, redundancy);
    sets(tree, SETS, CollectedRebuild.FILE_SETS, redundancy);
    if (complete) {
      tree.setValue(COMPLETE, 1);
    }
    tree.setValue(VERSION, VERSION_6);
    return tree;
  }

  private static void sets(
      KvTree tree, String key, String prefix, Collection<RedsetName> redundancy) {
    for (RedsetName file : redundancy) {
      if (file.type().equals(REED_SOLOMON) && file.prefix().equals(prefix)) {
        KvTree set = tree.child(key, Integer.toString(file.group() + 1));
        set.setValue("MEMBERS", file.size());
        KvTree member = set.child("MEMBER", Integer.toString(file.member() + 1));
        member.setValue("RANK", file.rank());
        member.setValue("FILE", file.fileName());
      }
    }
  }
}
