package org.scr4j.library.comm;

import org.junit.jupiter.api.Nested;

/** The sizes at which the trees of collective calls differ in kind. */
final class CommunicatorTest {

  @Nested
  class One extends CommunicatorConformance {
    One() {
      super(1);
    }
  }

  @Nested
  class Two extends CommunicatorConformance {
    Two() {
      super(2);
    }
  }

  @Nested
  class Three extends CommunicatorConformance {
    Three() {
      super(3);
    }
  }

  @Nested
  class Eight extends CommunicatorConformance {
    Eight() {
      super(8);
    }
  }
}
