package org.scr4j.redundancy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.scr4j.kvtree.KvTree;
import org.scr4j.kvtree.KvTreeCodec;

/** Wrong redundancy files lead to plain errors, reports and right bytes, and to nothing else. */
class SetMutationTest {

  @TempDir(factory = InMemory.class)
  Path directory;

  /** What is done: 0 state files, 1 collected sets, 2 jobs that recover. */
  @ParameterizedTest
  @CsvSource({
    "0,20000,state UNKNOWN;state ENCODED",
    "1,2500,Rebuilt;right bytes",
    "2,700,recovered right"
  })
  void wrongFilesDoNoMoreThanBeRefused(int what, int count, String outcomes) throws Exception {
    Path out = directory.resolve("out");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx96m",
                "-XX:MaxDirectMemorySize=64m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                SetMutationRun.class.getName(),
                Files.createDirectory(directory.resolve("sets")).toString(),
                Integer.toString(what),
                "0",
                Integer.toString(count))
            .redirectErrorStream(true)
            .redirectOutput(out.toFile())
            .start();
    try {
      process.getOutputStream().close();
      assertThat(process.waitFor(10, TimeUnit.MINUTES)).as("ended in time").isTrue();
      String printed = Files.readString(out);
      assertThat(process.exitValue()).as(printed).isZero();
      assertThat(printed).contains(outcomes.split(";"));
    } finally {
      process.destroyForcibly();
    }
  }

  private static void entry(Job job, int onNodeOf, String rank, List<String> files)
      throws IOException {
    Path file = job.path(onNodeOf, Job.PREFIX + ".shuffile");
    KvTree tree = KvTreeCodec.fromFile(Files.readAllBytes(file), Trees.LIMITS).tree();
    KvTree of = tree.child("RANK", rank);
    of.setValue("FILES", files.size());
    files.forEach(name -> of.child("FILE", name));
    Files.write(file, KvTreeCodec.toFile(tree));
  }

  @ParameterizedTest
  @CsvSource({"99", "1"})
  void anEntryOfARankElsewhereDeletesNothingOfTheRanksHere(String rank) throws IOException {
    Job job = Job.onePerNode(directory.resolve("cluster"), 100, 200, 300);
    job.apply(Scheme.xor(8));
    Map<String, String> before = job.everything();
    String subdirectory = Job.DATASET + "/.scr";
    entry(
        job,
        0,
        rank,
        List.of(job.files(0).get(0), Job.PREFIX + ".er", Job.PREFIX + ".shuffile", subdirectory));
    assertThat(job.recover()).hasOnlyElementsOfType(Rebuilt.Recovered.class);
    assertThat(job.everything()).isEqualTo(before);
  }

  @Test
  void ranksThatFindTheSameFileDamagedAllGoOn() throws IOException {
    Job job =
        new Job(directory.resolve("cluster"), List.of("a", "a", "a", "a", "b", "b", "b", "b"));
    job.file(0, "r0", 100);
    job.apply(Scheme.xor(2));
    for (int n = 0; n < 30; n++) {
      Files.write(job.path(0, Job.PREFIX + ".shuffile"), new byte[] {1, 2, 3});
      assertThat(job.recover()).hasOnlyElementsOfType(Rebuilt.Recovered.class);
    }
  }
}
