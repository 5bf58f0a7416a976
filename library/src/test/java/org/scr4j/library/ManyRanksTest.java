package org.scr4j.library;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How the library's work grows with the number of ranks. */
@Timeout(240)
final class ManyRanksTest {

  @TempDir(factory = InMemory.class)
  Path directory;

  @ParameterizedTest
  @ValueSource(strings = {"XOR", "RS"})
  void manyRanksLoseANodeAndGoOn(String scheme) throws Exception {
    List<ManyRanks.Step> story = new ManyRanks(directory, scheme, 128).story();
    assertThat(story).extracting(ManyRanks.Step::name).contains("checkpoint", "rebuild", "restart");
  }

  @Test
  void theNumberOfMessagesGrowsWithTheRanksAndNotFaster() throws Exception {
    List<ManyRanks.Step> few = new ManyRanks(directory.resolve("few"), "XOR", 16).story();
    List<ManyRanks.Step> many = new ManyRanks(directory.resolve("many"), "XOR", 64).story();
    for (int i = 0; i < few.size(); i++) {
      assertThat(many.get(i).collectives())
          .as(few.get(i).name())
          .isEqualTo(few.get(i).collectives());
      assertThat(many.get(i).messages())
          .as(few.get(i).name())
          .isLessThanOrEqualTo(5 * few.get(i).messages());
    }
  }
}
