package org.scr4j.redundancy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.scr4j.kvtree.KvTree;

/**
 * What a redundancy file says of one member of its set: its place and its files, which are treated
 * as one, laid end to end in this order.
 *
 * @param descriptor the member's place
 * @param files its files
 * @param tree as it stands in the file
 */
public record MemberFiles(Descriptor descriptor, List<FileRecord> files, KvTree tree) {

  /**
   * One file of a member.
   *
   * @param name its path on its node; from outside, not to be trusted
   * @param size in bytes
   * @param metadata owner, mode and times as redset records them
   */
  public record FileRecord(String name, long size, KvTree metadata) {}

  /** Records the files of one member. */
  static MemberFiles of(Descriptor descriptor, List<FileRecord> files) {
    KvTree tree = new KvTree();
    tree.set("DESC", descriptor.toTree());
    KvTree list = tree.child("FILE");
    for (int i = 0; i < files.size(); i++) {
      list.child(Integer.toString(i)).set(files.get(i).name(), files.get(i).metadata());
    }
    tree.setValue("FILES", files.size());
    return new MemberFiles(descriptor, List.copyOf(files), Trees.sorted(tree));
  }

  /**
   * Reads a member's tree.
   *
   * @param where named in errors: the file
   * @throws IOException if a number is missing or out of range
   */
  public static MemberFiles parse(KvTree tree, Object where) throws IOException {
    Descriptor descriptor = Descriptor.parse(Trees.subtree(tree, "DESC", where), where);
    KvTree list = tree.get("FILE").orElseGet(KvTree::new);
    int count = Trees.count(tree, "FILES", 0, list.size(), where);
    List<FileRecord> files = new ArrayList<>(count);
    long total = 0;
    for (int i = 0; i < count; i++) {
      String index = Integer.toString(i);
      String name = Trees.text(list, index, where);
      KvTree metadata = list.get(index, name).orElseThrow();
      long size = Trees.number(metadata, "SIZE", 0, Long.MAX_VALUE - total, where);
      total += size;
      files.add(new FileRecord(name, size, metadata));
    }
    return new MemberFiles(descriptor, List.copyOf(files), tree);
  }

  /** Bytes in all files. */
  public long bytes() {
    return files.stream().mapToLong(FileRecord::size).sum();
  }
}
