package org.scr4j.kvtree;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Every tree that LLNL's library wrote is read, shown and written as it does. */
class ReferenceFilesTest {

  private static final byte[] MAGIC = Trees.bytes("951fc3f5");

  @TestFactory
  Stream<DynamicTest> everyFile() throws IOException {
    Optional<Path> reference = Trees.reference();
    assumeTrue(reference.isPresent(), "no files of LLNL's here: set SCR4J_REFERENCE to them");
    Path root = reference.orElseThrow();
    List<Path> files;
    try (Stream<Path> all = Files.walk(root)) {
      files =
          all.filter(file -> !file.startsWith(root.resolve("dumps")))
              .filter(Files::isRegularFile)
              .filter(ReferenceFilesTest::startsWithMagic)
              .toList();
    }
    assertThat(files).hasSizeGreaterThan(1000);
    return files.stream()
        .map(
            file ->
                DynamicTest.dynamicTest(root.relativize(file).toString(), () -> check(root, file)));
  }

  private static boolean startsWithMagic(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      return Arrays.equals(in.readNBytes(4), MAGIC);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static void check(Path root, Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    KvTreeCodec.Framed framed = KvTreeCodec.fromFile(bytes, KvTreeLimits.DEFAULT);
    assertThat(KvTreeCodec.toFile(framed.tree())).isEqualTo(Arrays.copyOf(bytes, framed.length()));
    Path dump = root.resolve("dumps").resolve(root.relativize(file) + ".txt");
    assertThat(KvTreePrinter.tree(framed.tree())).isEqualTo(Files.readString(dump));
  }
}
