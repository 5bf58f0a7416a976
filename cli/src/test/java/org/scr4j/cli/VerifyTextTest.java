package org.scr4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.scr4j.dataset.VerifyReport;

/** What scr_index --verify prints; scripts read it. */
class VerifyTextTest {

  private static VerifyReport report(
      List<VerifyReport.Range> good, List<VerifyReport.Rank> bad, List<String> overall) {
    return new VerifyReport(
        7,
        9,
        18,
        1234,
        5,
        good,
        bad,
        overall,
        new VerifyReport.Redundancy(2, 1, 0, List.of("set 1: ranks [2] lack files")));
  }

  private static VerifyReport.Rank bad(int rank, VerifyReport.Verdict verdict) {
    return new VerifyReport.Rank(
        rank,
        List.of(new VerifyReport.Bad("a\nb", VerifyReport.State.MISSING, "is missing")),
        verdict);
  }

  private static String text(VerifyReport report) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    new VerifyText("ckpt.7", report).print(new PrintStream(out, true, StandardCharsets.UTF_8));
    return out.toString(StandardCharsets.UTF_8);
  }

  @Test
  void goodRanksAreFoldedAndBadOnesHaveALineEach() {
    VerifyReport report =
        report(
            List.of(
                new VerifyReport.Range(0, 1),
                new VerifyReport.Range(3, 3),
                new VerifyReport.Range(6, 8)),
            List.of(
                bad(2, VerifyReport.Verdict.REBUILDABLE),
                bad(4, VerifyReport.Verdict.REBUILDABLE),
                new VerifyReport.Rank(5, List.of(), VerifyReport.Verdict.REBUILDABLE)),
            List.of());
    assertThat(text(report))
        .isEqualTo(
            """
            ckpt.7: damaged, and can be rebuilt, dataset 7, 9 ranks, 18 files, 1234 bytes read, \
            5 compared by CRC-32
            ranks 0-1: good
            rank 2: rebuildable: a\\x0ab is missing
            rank 3: good
            rank 4: rebuildable: a\\x0ab is missing
            rank 5: rebuildable: is not in the map of ranks to files
            ranks 6-8: good
            redundancy: 1 of 2 sets are complete
            redundancy: set 1: ranks [2] lack files
            to rebuild: scr_index --build 7
            """);
    assertThat(new VerifyText("ckpt.7", report).exitCode()).isEqualTo(2);
  }

  @Test
  void theWorstDecides() {
    List<VerifyReport.Range> all = List.of(new VerifyReport.Range(0, 8));
    assertThat(new VerifyText("x", report(all, List.of(), List.of())).exitCode()).isZero();
    VerifyReport.Redundancy unfit = new VerifyReport.Redundancy(1, 0, 1, List.of());
    VerifyReport doubtful = new VerifyReport(7, 9, 1, 1, 0, all, List.of(), List.of(), unfit);
    assertThat(new VerifyText("x", doubtful).exitCode()).isEqualTo(4);
    VerifyReport proven = new VerifyReport(7, 9, 1, 1, 1, all, List.of(), List.of(), unfit);
    assertThat(new VerifyText("x", proven).exitCode()).as("the redundancy is damaged").isZero();
    assertThat(new VerifyText("x", report(all, List.of(), List.of("sums differ"))).exitCode())
        .isEqualTo(2);
    List<VerifyReport.Rank> both =
        List.of(bad(1, VerifyReport.Verdict.LOST), bad(2, VerifyReport.Verdict.REBUILDABLE));
    VerifyReport lost = report(all, both, List.of());
    assertThat(new VerifyText("x", lost).exitCode()).isEqualTo(3);
    assertThat(text(lost)).contains("rank 1: lost: ").doesNotContain("to rebuild");
  }
}
