package org.scr4j.job;

import java.nio.file.Path;
import java.util.List;
import org.scr4j.config.NodeStorage;
import org.scr4j.dataset.CollectReport;
import org.scr4j.dataset.Collector;
import org.scr4j.dataset.PrefixLayout;
import org.scr4j.kvtree.LockKind;
import org.scr4j.kvtree.StateFiles;

/** Stands for the installed {@code scr_copy}, which this module does not know. */
final class CopyProgram {

  private CopyProgram() {}

  public static void main(String[] args) throws Exception {
    List<String> words = List.of(args);
    CollectReport report =
        new Collector(new StateFiles(LockKind.FLOCK, System.err::println))
            .collect(
                new NodeStorage(Path.of(System.getenv("SCR_STORAGE_ROOT"))),
                after(words, "--cntldir"),
                Integer.parseInt(after(words, "--id")),
                new PrefixLayout(Path.of(after(words, "--prefix"))),
                new Collector.Options(true, 1 << 16, 2, System.getenv("SCR_LOCAL_NODE")));
    report.problems().forEach(System.err::println);
    System.out.println(report.files().size() + " files");
    int status = report.present() ? (report.good() ? 0 : 74) : 1;
    System.out.println("scr_copy: " + System.getenv("SCR_LOCAL_NODE") + ": Return code: " + status);
    System.exit(status);
  }

  private static String after(List<String> words, String option) {
    return words.get(words.indexOf(option) + 1);
  }
}
