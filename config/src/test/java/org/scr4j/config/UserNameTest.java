package org.scr4j.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class UserNameTest {

  @Test
  void theUsersNameIsTheFirstThatIsSet() {
    assertThat(UserName.of(Map.of("SCR_USER_NAME", "ann", "USER", "bob"))).isEqualTo("ann");
    assertThat(UserName.of(Map.of("USER", "bob"))).isEqualTo("bob");
    assertThat(UserName.of(Map.of("SCR_USER_NAME", " ", "USER", "bob"))).isEqualTo("bob");
  }

  @Test
  void withoutVariablesItIsWhatTheSystemSays() {
    assertThat(UserName.of(Map.of())).isEqualTo(System.getProperty("user.name"));
  }

  /** As the JVM has it for a user whom the system does not know, in a container. */
  @Test
  void aUserWithoutNameIsANumber() {
    String known = System.getProperty("user.name");
    try {
      System.setProperty("user.name", "?");
      assertThat(UserName.of(Map.of())).matches("\\d+");
    } finally {
      System.setProperty("user.name", known);
    }
  }
}
