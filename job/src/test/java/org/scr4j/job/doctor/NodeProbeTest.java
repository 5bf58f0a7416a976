package org.scr4j.job.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class NodeProbeTest {

  @Test
  void anAnswerIsReadLineByLine() {
    NodeProbe.Answer answer =
        NodeProbe.parse(
            """
            Welcome to n1! There is no place like it.
            began 1000
            copy good
            prefix cannot be written
            lock held
            free 2048 /dev/shm
            left 10 /dev/shm/me/scr.37
            ended 1001
            """);
    assertThat(answer.began()).contains(1000L);
    assertThat(answer.ended()).contains(1001L);
    assertThat(answer.copy()).isEqualTo(NodeProbe.GOOD);
    assertThat(answer.prefix()).isEqualTo("cannot be written");
    assertThat(answer.lock()).isEqualTo("held");
    assertThat(answer.free()).containsEntry("/dev/shm", 2048L);
    assertThat(answer.left()).containsExactly("/dev/shm/me/scr.37 (10.2 kB)");
  }

  @Test
  void whatIsNotSaidIsNotKnown() {
    NodeProbe.Answer answer = NodeProbe.parse("free much /dev/shm\nbegan soon\nleft\n\u001b[2J\n");
    assertThat(answer.began()).isEmpty();
    assertThat(answer.copy()).isEqualTo("was not looked at");
    assertThat(answer.free()).isEmpty();
    assertThat(answer.left()).isEmpty();
  }
}
