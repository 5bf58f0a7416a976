package org.scr4j.redundancy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileBytesTest {

  private static final byte[] CONTENT = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9};

  @TempDir Path directory;

  private static byte[] sent(FileBytes bytes, int length) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    WritableByteChannel target = Channels.newChannel(out);
    while (out.size() < length) {
      assertThat(bytes.writeTo(target, out.size(), Math.min(3, length - out.size()))).isPositive();
    }
    return out.toByteArray();
  }

  @Test
  void bytesAreThoseOfTheirPlace() throws IOException {
    Path file = Files.write(directory.resolve("file"), CONTENT);
    try (FileChannel channel = FileChannel.open(file)) {
      FileBytes bytes = new FileBytes(file, channel, 2, 7);
      assertThat(sent(bytes, 7)).isEqualTo(Arrays.copyOfRange(CONTENT, 2, 9));
      assertThat(bytes.read()).isEqualTo(ByteBuffer.wrap(CONTENT, 2, 7).slice());
      bytes.check();
    }
  }

  @Test
  void whatAFileHasLostMeanwhileIsSentAsZerosAndToldOf() throws IOException {
    Path file = Files.write(directory.resolve("file"), CONTENT);
    try (FileChannel channel = FileChannel.open(file)) {
      FileBytes bytes = new FileBytes(file, channel, 2, 7);
      try (FileChannel other = FileChannel.open(file, StandardOpenOption.WRITE)) {
        other.truncate(5);
      }
      assertThat(sent(bytes, 7)).isEqualTo(new byte[] {2, 3, 4, 0, 0, 0, 0});
      assertThatThrownBy(bytes::check)
          .isInstanceOf(IOException.class)
          .hasMessage(file + ": ends before byte 5, earlier than recorded");
    }
  }

  @Test
  void aTargetThatFailsIsNoFaultOfTheFile() throws IOException {
    Path file = Files.write(directory.resolve("file"), CONTENT);
    WritableByteChannel closed = Channels.newChannel(new ByteArrayOutputStream());
    closed.close();
    try (FileChannel channel = FileChannel.open(file)) {
      FileBytes bytes = new FileBytes(file, channel, 0, 10);
      assertThatThrownBy(() -> bytes.writeTo(closed, 0, 10)).isInstanceOf(IOException.class);
      bytes.check();
    }
  }

  @Test
  void bytesOfSeveralFilesOrBehindTheirEndAreNotThoseOfOne() throws IOException {
    Path one = Files.write(directory.resolve("one"), CONTENT);
    Path two = Files.write(directory.resolve("two"), CONTENT);
    List<MemberFiles.FileRecord> records =
        List.of(FileMetadata.record(one, one.toString()), FileMetadata.record(two, two.toString()));
    try (LogicalFile file = LogicalFile.read(List.of(one, two), records)) {
      assertThat(file.bytes(8, 2)).isPresent();
      assertThat(file.bytes(10, 10).map(FileBytes::length)).isEqualTo(Optional.of(10));
      assertThat(file.bytes(8, 3)).isEmpty();
      assertThat(file.bytes(15, 6)).isEmpty();
    }
  }
}
