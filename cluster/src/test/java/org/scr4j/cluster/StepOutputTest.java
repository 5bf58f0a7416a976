package org.scr4j.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.ByteArrayOutputStream;
import java.io.FileOutputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class StepOutputTest {

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private final List<String> faults = new CopyOnWriteArrayList<>();

  private static Process shell(StepOutput output, String script) throws Exception {
    return new ProcessBuilder("sh", "-c", script)
        .redirectOutput(output.redirect())
        .redirectError(ProcessBuilder.Redirect.PIPE)
        .start();
  }

  @Test
  void withoutRecordsNothingStandsBetween() throws Exception {
    StepOutput output = StepOutput.inherited();
    assertThat(output.redirect()).isEqualTo(ProcessBuilder.Redirect.INHERIT);
    InputStream some = InputStream.nullInputStream();
    assertThat(output.recordingErr(some)).isSameAs(some);
    assertThat(output.finish(Duration.ZERO)).isTrue();
  }

  @Test
  void bothStreamsAreRecordedApart() throws Exception {
    StepOutput output = StepOutput.recorded(out, err, faults::add);
    Process process = shell(output, "echo one; echo two >&2; printf three");
    output.passOut(process);
    output.passErr(process);
    assertThat(process.waitFor()).isZero();
    assertThat(output.finish(Duration.ofSeconds(20))).isTrue();
    assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo("one\nthree");
    assertThat(err.toString(StandardCharsets.UTF_8)).isEqualTo("two\n");
    assertThat(faults).isEmpty();
  }

  @Test
  void whatIsReadByOthersIsRecordedByteByByte() throws Exception {
    StepOutput output = StepOutput.recorded(out, err, faults::add);
    Process process = shell(output, "printf 'a\\377b' >&2");
    try (InputStream read = output.recordingErr(process.getErrorStream())) {
      assertThat(read.read()).isEqualTo('a');
      assertThat(read.readAllBytes()).containsExactly(0xff, 'b');
      assertThat(read.read()).isEqualTo(-1);
    }
    assertThat(err.toByteArray()).containsExactly('a', 0xff, 'b');
  }

  @Test
  void aFullDiskIsToldOnceAndEndsNothing() throws Exception {
    Path full = Path.of("/dev/full");
    assumeThat(Files.exists(full)).isTrue();
    StepOutput output = StepOutput.recorded(new FileOutputStream(full.toFile()), err, faults::add);
    Process process = shell(output, "i=0; while [ $i -lt 100 ]; do echo $i; i=$((i+1)); done");
    output.passOut(process);
    assertThat(process.waitFor()).isZero();
    assertThat(output.finish(Duration.ofSeconds(20))).isTrue();
    assertThat(faults).hasSize(1).first().asString().contains("No space left");
  }

  @Test
  void aStreamThatSomebodyHoldsOpenIsNotWaitedForLonger() throws Exception {
    StepOutput output = StepOutput.recorded(out, err, faults::add);
    Process process = shell(output, "echo up; exec sleep 60");
    output.passOut(process);
    assertThat(output.finish(Duration.ofMillis(50))).isFalse();
    process.destroyForcibly();
    assertThat(output.finish(Duration.ofSeconds(20))).isTrue();
  }
}
