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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Memory does not grow with files: a JVM with less heap than one of them protects and rebuilds. */
class StreamingTest {

  private static final int MIB = 1 << 20;
  private static final int FILE_MIB = 64;

  @TempDir Path cluster;

  @Test
  void filesLargerThanTheHeapAreProtectedAndRebuilt() throws Exception {
    Path output = cluster.resolve("output");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx32m",
                "-cp",
                System.getProperty("java.class.path"),
                StreamingTest.class.getName(),
                cluster.toString())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    boolean ended = process.waitFor(120, TimeUnit.SECONDS);
    process.destroyForcibly();
    assertThat(Files.readString(output)).isEqualTo("identical\n");
    assertThat(ended).isTrue();
  }

  /** Three ranks; the second loses its node, first for the ranks and then for one process. */
  public static void main(String[] args) throws IOException {
    Path cluster = Path.of(args[0]);
    Job job = Job.onePerNode(cluster, 1, 0, 1);
    job.files(1).set(0, Job.DATASET + "/large");
    Path large = job.path(1, Job.DATASET + "/large");
    write(large);
    job.apply(Scheme.xor(8));
    Path kept = cluster.resolve("kept");
    Files.copy(large, kept);
    job.lose("n1");
    job.recover();
    boolean identical = Files.mismatch(kept, large) == -1;
    identical &= serial(job, large, kept);
    System.out.print(identical ? "identical\n" : "different\n");
  }

  private static boolean serial(Job job, Path large, Path kept) throws IOException {
    Path directory = job.path(0, Job.PREFIX).getParent();
    String third = ".2.xor.grp_1_of_1.mem_3_of_3.redset";
    Files.copy(job.path(2, Job.PREFIX + third), job.path(0, Job.PREFIX + third));
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
