package org.scr4j.redundancy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Memory does not grow with files: a JVM with less heap than one of them protects and rebuilds. */
class StreamingTest {

  private static final int MIB = 1 << 20;
  private static final int FILE_MIB = 64;

  @TempDir Path cluster;

  @ParameterizedTest
  @ValueSource(strings = {"xor", "rs"})
  void filesLargerThanTheHeapAreProtectedAndRebuilt(String scheme) throws Exception {
    Path output = cluster.resolve("output");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx32m",
                "-cp",
                System.getProperty("java.class.path"),
                StreamingTest.class.getName(),
                cluster.toString(),
                scheme)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    boolean ended = process.waitFor(120, TimeUnit.SECONDS);
    process.destroyForcibly();
    assertThat(Files.readString(output)).isEqualTo("identical\n");
    assertThat(ended).isTrue();
  }

  /** Four ranks; some lose their nodes, first for the ranks and then for one process. */
  public static void main(String[] args) throws IOException {
    Path cluster = Path.of(args[0]);
    Scheme scheme = args[1].equals("xor") ? Scheme.xor(8) : Scheme.reedSolomon(8, 2);
    Job job = Job.onePerNode(cluster, 1, 0, 1, 0);
    job.files(1).set(0, Job.DATASET + "/large");
    Path large = job.path(1, Job.DATASET + "/large");
    write(large);
    job.apply(scheme);
    Path kept = cluster.resolve("kept");
    Files.copy(large, kept);
    job.lose("n1");
    if (scheme.failures() > 1) {
      job.lose("n2");
    }
    job.recover();
    boolean identical = Files.mismatch(kept, large) == -1;
    identical &= serial(job, scheme, large, kept);
    System.out.print(identical ? "identical\n" : "different\n");
  }

  private static boolean serial(Job job, Scheme scheme, Path large, Path kept) throws IOException {
    Path directory = job.path(0, Job.PREFIX).getParent();
    for (int rank = 2; rank < job.size() + 1 - scheme.failures(); rank++) {
      String name = Job.PREFIX + "." + rank + "." + scheme.kind().inFileName();
      String file = name + ".grp_1_of_1.mem_" + (rank + 1) + "_of_4.redset";
      Files.copy(job.path(rank, file), job.path(0, file));
    }
    Files.delete(large);
    List<SetReport> reports =
        SerialRebuild.rebuild(directory, "reddesc.er", (rank, name) -> job.path(rank, name), 2);
    return reports.get(0) instanceof SetReport.Rebuilt && Files.mismatch(kept, large) == -1;
  }

  private static void write(Path file) throws IOException {
    byte[] block = new byte[MIB];
    Random random = new Random(1);
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      for (int i = 0; i < FILE_MIB; i++) {
        random.nextBytes(block);
        channel.write(ByteBuffer.wrap(block));
      }
    }
  }
}
