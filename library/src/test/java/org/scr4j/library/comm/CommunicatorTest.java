package org.scr4j.library.comm;

import java.util.List;
import org.junit.jupiter.api.Nested;

/** Sockets, at the sizes at which the trees of collective calls differ in kind. */
final class CommunicatorTest {

  private abstract static class Sockets extends ExchangeConformance {
    Sockets(int size) {
      super(size);
    }

    @Override
    <T> List<T> run(Ranks.Program<T> program) throws Exception {
      return Ranks.run(size(), directory, program);
    }

    @Override
    List<String> failures(Ranks.Program<?> program) throws Exception {
      return Ranks.failures(size(), directory, program);
    }
  }

  @Nested
  class One extends Sockets {
    One() {
      super(1);
    }
  }

  @Nested
  class Two extends Sockets {
    Two() {
      super(2);
    }
  }

  @Nested
  class Three extends Sockets {
    Three() {
      super(3);
    }
  }

  @Nested
  class Eight extends Sockets {
    Eight() {
      super(8);
    }
  }
}
