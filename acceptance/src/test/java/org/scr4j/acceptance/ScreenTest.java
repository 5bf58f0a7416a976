package org.scr4j.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.NodeList;

/** {@code docs/screens/Screen.java} pictures what a terminal shows. */
class ScreenTest {

  private static final Path PROJECT = Path.of(System.getProperty("scr4j.source")).normalize();

  @TempDir Path directory;

  @Test
  void linesAreWrappedErasedAndColoured() throws Exception {
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/script")), "script is not installed");
    picture("printf 'a line of 26 letters, & <so>\\n10%%\\r\\033[K20%%\\n\\033[31mred\\033[0m\\n'");

    for (String theme : List.of("light", "dark")) {
      NodeList texts =
          DocumentBuilderFactory.newInstance()
              .newDocumentBuilder()
              .parse(directory.resolve("screen-" + theme + ".svg").toFile())
              .getElementsByTagName("text");
      List<String> lines =
          java.util.stream.IntStream.range(0, texts.getLength())
              .mapToObj(i -> texts.item(i).getTextContent())
              .toList();
      assertThat(lines).containsExactly("a line of 26 letters", ", & <so>", "20%", "red");
    }
    assertThat(Files.readString(directory.resolve("screen-light.svg"))).contains("#cf222e");
    assertThat(Files.readString(directory.resolve("screen-dark.svg"))).contains("#ff7b72");
  }

  private void picture(String command) throws IOException, InterruptedException {
    Path out = directory.resolve("out");
    int status =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                PROJECT.resolve("docs/screens/Screen.java").toString(),
                "--columns",
                "20",
                "--output",
                directory.resolve("screen").toString(),
                command)
            .redirectErrorStream(true)
            .redirectOutput(out.toFile())
            .start()
            .waitFor();
    assertThat(status).as(Files.readString(out)).isZero();
  }
}
