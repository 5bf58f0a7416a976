package org.scr4j.redundancy;

import java.util.List;
import org.scr4j.kvtree.KvTree;

/** What redset writes at the beginning of redundancy files. */
final class Headers {

  private Headers() {}

  /**
   * The header of a file that holds copies, or nothing.
   *
   * @param before records of the members before this one, the nearest first
   */
  static KvTree ofCopies(MemberFiles own, List<MemberFiles> before) {
    return Trees.sorted(records(own, before));
  }

  /**
   * The header of a file that holds parity or checks.
   *
   * @param before records of the members before this one, the nearest first
   * @param ranks the job's rank of each member
   * @param chunk bytes of parity, or of one check
   */
  static KvTree ofChecks(
      MemberFiles own, List<MemberFiles> before, List<Integer> ranks, long chunk) {
    KvTree header = records(own, before);
    KvTree group = header.child("GROUP");
    group.setValue("RANKS", ranks.size());
    KvTree byMember = group.child("RANK");
    for (int member = 0; member < ranks.size(); member++) {
      byMember.setValue(Integer.toString(member), ranks.get(member));
    }
    header.setValue("CHUNK", chunk);
    return Trees.sorted(header);
  }

  private static KvTree records(MemberFiles own, List<MemberFiles> before) {
    KvTree header = new KvTree();
    header.setValue("RANK", own.descriptor().member());
    KvTree records = header.child("DESC");
    records.set(Integer.toString(own.descriptor().member()), own.tree().copy());
    for (MemberFiles member : before) {
      records.set(Integer.toString(member.descriptor().member()), member.tree().copy());
    }
    return header;
  }
}
