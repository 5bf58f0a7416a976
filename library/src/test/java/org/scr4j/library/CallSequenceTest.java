package org.scr4j.library;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Every sequence of three legal calls, with every illegal call tried before each of them; and every
 * call by all ranks where one makes another.
 */
final class CallSequenceTest {

  /** A call of the program. */
  private enum Call {
    NEED_CHECKPOINT("needCheckpoint"),
    SHOULD_EXIT("shouldExit"),
    HAVE_RESTART("haveRestart"),
    START_RESTART("startRestart"),
    COMPLETE_RESTART("completeRestart"),
    FAIL_RESTART("completeRestart"),
    START_OUTPUT("startOutput"),
    ROUTE("routeFile"),
    COMPLETE_OUTPUT("completeOutput"),
    FAIL_OUTPUT("completeOutput"),
    CURRENT("current"),
    DROP("drop"),
    DELETE("delete"),
    FINISH("finish");

    private final String text;

    Call(String text) {
      this.text = text;
    }
  }

  /** What the program should be in, by what it has called. */
  private static final class Model {
    private final Deque<String> checkpoints = new ArrayDeque<>();
    private boolean writing;
    private boolean reading;
    private boolean offered;
    private boolean finished;
    private int made;

    boolean legal(Call call) {
      if (finished) {
        return false;
      }
      return switch (call) {
        case COMPLETE_OUTPUT, FAIL_OUTPUT -> writing;
        case COMPLETE_RESTART, FAIL_RESTART -> reading;
        case ROUTE -> writing || reading;
        case START_RESTART -> offered && !writing && !reading;
        default -> !writing && !reading;
      };
    }
  }

  private static final int WORD = 3;

  @TempDir(factory = InMemory.class)
  Path directory;

  private VirtualJob job;

  @BeforeEach
  void job() throws Exception {
    job =
        new VirtualJob(directory)
            .set("SCR_COPY_TYPE", "XOR")
            .set("SCR_CACHE_SIZE", "3")
            // The prefix keeps them all, so that what there is follows from the calls alone.
            .set("SCR_FLUSH", "1");
  }

  private static List<String> nodes(int ranks) {
    int onOne = ranks < 4 ? 1 : 2;
    return IntStream.range(0, ranks).mapToObj(rank -> "node" + (rank / onOne + 1)).toList();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 8})
  void everySequenceDoesWhatItShould(int ranks) {
    List<Call> route = route();
    assertThat(words(route)).containsExactlyInAnyOrderElementsOf(words()).hasSizeGreaterThan(400);
    job.run(
        nodes(ranks),
        (scr, rank) -> {
          Model model = new Model();
          for (Call call : route) {
            tryIllegal(scr, model);
            make(scr, rank, model, call);
          }
          finish(scr, rank, model);
          return true;
        });
  }

  /** Where a run is: what may be called depends on nothing else. */
  private record Place(String state, int checkpoints, List<Call> last) {

    /** The place after one more call; nothing if that is not legal, or ends the run. */
    Optional<Place> after(Call call) {
      boolean idle = state.equals("idle") || state.equals("offered");
      boolean writing = state.equals("writing");
      boolean reading = state.equals("reading");
      boolean none = checkpoints == 0;
      return switch (call) {
        case COMPLETE_OUTPUT -> to(writing && checkpoints < 3, call, "idle", checkpoints + 1);
        case FAIL_OUTPUT -> to(writing, call, "idle", checkpoints);
        case COMPLETE_RESTART -> to(reading, call, "idle", checkpoints);
        case FAIL_RESTART -> to(reading, call, "idle", checkpoints - 1);
        case ROUTE -> to(!idle, call, state, checkpoints);
        case START_RESTART -> to(state.equals("offered"), call, "reading", checkpoints);
        case START_OUTPUT -> to(idle, call, "writing", checkpoints);
        case HAVE_RESTART -> to(idle, call, none ? "idle" : "offered", checkpoints);
        case CURRENT -> to(idle, call, "idle", checkpoints);
        case DELETE -> to(idle, call, "idle", Math.max(checkpoints - 1, 0));
        case NEED_CHECKPOINT, SHOULD_EXIT, DROP -> to(idle, call, state, checkpoints);
        case FINISH -> Optional.empty();
      };
    }

    private Optional<Place> to(boolean legal, Call call, String next, int left) {
      List<Call> calls = new ArrayList<>(last);
      calls.add(call);
      int from = Math.max(0, calls.size() - WORD);
      return legal
          ? Optional.of(new Place(next, left, List.copyOf(calls.subList(from, calls.size()))))
          : Optional.empty();
    }
  }

  /** Every word that any run can make. */
  private static Set<List<Call>> words() {
    Set<Place> places = new HashSet<>();
    Deque<Place> open = new ArrayDeque<>(List.of(new Place("idle", 0, List.of())));
    while (!open.isEmpty()) {
      Place here = open.remove();
      for (Call call : Call.values()) {
        here.after(call).filter(places::add).ifPresent(open::add);
      }
    }
    return places.stream()
        .map(Place::last)
        .filter(word -> word.size() == WORD)
        .collect(Collectors.toSet());
  }

  /** The words that a run makes which makes these calls. */
  private static Set<List<Call>> words(List<Call> calls) {
    return IntStream.rangeClosed(0, calls.size() - WORD)
        .mapToObj(from -> calls.subList(from, from + WORD))
        .collect(Collectors.toSet());
  }

  /** Calls that make every word. */
  private static List<Call> route() {
    List<Call> calls = new ArrayList<>();
    Set<List<Call>> made = new HashSet<>();
    Place here = new Place("idle", 0, List.of());
    List<Call> next = toNewWord(here, made);
    while (!next.isEmpty()) {
      for (Call call : next) {
        calls.add(call);
        here = here.after(call).orElseThrow();
        made.add(here.last());
      }
      next = toNewWord(here, made);
    }
    return calls;
  }

  /** The shortest way to a word that was not made; no call if there is none. */
  private static List<Call> toNewWord(Place start, Set<List<Call>> made) {
    Map<Place, List<Call>> ways = new HashMap<>(Map.of(start, List.of()));
    Deque<Place> open = new ArrayDeque<>(List.of(start));
    while (!open.isEmpty()) {
      Place here = open.remove();
      for (Call call : Call.values()) {
        Optional<Place> next = here.after(call).filter(place -> !ways.containsKey(place));
        if (next.isPresent()) {
          List<Call> way = new ArrayList<>(ways.get(here));
          way.add(call);
          List<Call> word = next.get().last();
          if (word.size() == WORD && !made.contains(word)) {
            return way;
          }
          ways.put(next.get(), way);
          open.add(next.get());
        }
      }
    }
    return List.of();
  }

  private static void finish(Scr scr, int rank, Model model) throws IOException {
    if (model.writing) {
      make(scr, rank, model, Call.COMPLETE_OUTPUT);
    }
    if (model.reading) {
      make(scr, rank, model, Call.COMPLETE_RESTART);
    }
    make(scr, rank, model, Call.FINISH);
    tryIllegal(scr, model);
    scr.close();
    assertThatThrownBy(scr::shouldExit)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("closed: nothing may follow");
  }

  private static void tryIllegal(Scr scr, Model model) {
    for (Call call : Call.values()) {
      if (!model.legal(call)) {
        assertThatThrownBy(() -> raw(scr, call))
            .as(call.toString())
            .isInstanceOf(IllegalStateException.class)
            .hasMessageContaining(call.text);
      }
    }
  }

  private static void raw(Scr scr, Call call) {
    switch (call) {
      case NEED_CHECKPOINT -> scr.needCheckpoint();
      case SHOULD_EXIT -> scr.shouldExit();
      case HAVE_RESTART -> scr.haveRestart();
      case START_RESTART -> scr.startRestart();
      case COMPLETE_RESTART -> scr.completeRestart(true);
      case FAIL_RESTART -> scr.completeRestart(false);
      case START_OUTPUT -> scr.startOutput("other");
      case ROUTE -> scr.routeFile("file");
      case COMPLETE_OUTPUT -> scr.completeOutput(true);
      case FAIL_OUTPUT -> scr.completeOutput(false);
      case CURRENT -> scr.current("other");
      case DROP -> scr.drop("other");
      case DELETE -> scr.delete("other");
      case FINISH -> scr.finish();
    }
  }

  /** Makes a legal call, and checks what it answers and leaves. */
  private static void make(Scr scr, int rank, Model model, Call call) throws IOException {
    switch (call) {
      case NEED_CHECKPOINT -> assertThat(scr.needCheckpoint()).isFalse();
      case SHOULD_EXIT -> assertThat(scr.shouldExit()).isFalse();
      case HAVE_RESTART -> haveRestart(scr, model);
      case START_RESTART -> {
        assertThat(scr.startRestart()).isEqualTo(model.checkpoints.peek());
        model.reading = true;
      }
      case START_OUTPUT -> {
        model.made++;
        scr.startOutput("ckpt." + model.made);
        Files.writeString(scr.routeFile(file(rank)), "ckpt." + model.made + " of " + rank);
        model.writing = true;
        model.offered = false;
      }
      case ROUTE -> route(scr, rank, model);
      case COMPLETE_OUTPUT -> {
        assertThat(scr.completeOutput(true)).isTrue();
        model.checkpoints.push("ckpt." + model.made);
        model.writing = false;
      }
      case FAIL_OUTPUT -> {
        assertThat(scr.completeOutput(rank != 0)).isFalse();
        model.writing = false;
      }
      case COMPLETE_RESTART -> {
        assertThat(scr.completeRestart(true)).isTrue();
        model.reading = false;
        model.offered = false;
      }
      case FAIL_RESTART -> {
        assertThat(scr.completeRestart(rank != 0)).isFalse();
        model.checkpoints.pop();
        model.reading = false;
        model.offered = false;
      }
      case CURRENT, DROP, DELETE -> manage(scr, model, call);
      case FINISH -> {
        scr.finish();
        model.finished = true;
      }
    }
  }

  private static String file(int rank) {
    return "dir/rank_" + rank;
  }

  private static void haveRestart(Scr scr, Model model) {
    Optional<String> newest = Optional.ofNullable(model.checkpoints.peek());
    assertThat(scr.haveRestart()).isEqualTo(newest);
    model.offered = newest.isPresent();
  }

  private static void route(Scr scr, int rank, Model model) {
    Path file = scr.routeFile(file(rank));
    String name = model.writing ? "ckpt." + model.made : model.checkpoints.peek();
    assertThat(file).hasContent(name + " of " + rank);
  }

  private static void manage(Scr scr, Model model, Call call) {
    String newest = model.checkpoints.isEmpty() ? "none" : model.checkpoints.peek();
    switch (call) {
      case CURRENT -> {
        assertThat(scr.current(newest)).isEqualTo(!newest.equals("none"));
        model.offered = false;
      }
      case DROP -> assertThat(scr.drop("no such dataset")).isFalse();
      case DELETE -> {
        assertThat(scr.delete(newest)).isEqualTo(!newest.equals("none"));
        if (!newest.equals("none")) {
          model.checkpoints.pop();
        }
        model.offered = false;
      }
      default -> throw new IllegalArgumentException(call.toString());
    }
  }

  private static final List<Call> WHEN_IDLE =
      List.of(
          Call.NEED_CHECKPOINT,
          Call.SHOULD_EXIT,
          Call.HAVE_RESTART,
          Call.START_OUTPUT,
          Call.CURRENT,
          Call.DROP,
          Call.DELETE,
          Call.FINISH);

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 8})
  void aRankThatCallsSomethingElseIsNamedByAllAndNobodyHangs(int ranks) {
    int odd = ranks - 1;
    for (Call most : WHEN_IDLE) {
      for (Call one : WHEN_IDLE) {
        if (most != one) {
          assertThat(disagree(ranks, odd, most, one))
              .allMatch(said -> said.contains(called(one) + "") && said.contains(called(most)))
              .allMatch(
                  said ->
                      said.contains("rank " + (ranks == 2 ? 1 : odd) + " on node")
                          || said.contains("where rank " + odd));
        }
      }
    }
  }

  private static String called(Call call) {
    return "calls " + call.text;
  }

  private List<String> disagree(int ranks, int odd, Call most, Call one) {
    return job.run(
        nodes(ranks),
        (scr, rank) -> {
          try {
            raw(scr, rank == odd ? one : most);
            return "returned";
          } catch (IllegalStateException named) {
            // Nothing has begun, so that the program may go on if it can.
            assertThat(scr.needCheckpoint()).isFalse();
            return named.getMessage();
          }
        });
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 8})
  void differentNamesAndFlagsAreADisagreementToo(int ranks) {
    List<String> names =
        job.run(
            nodes(ranks),
            (scr, rank) -> {
              assertThatThrownBy(() -> scr.startOutput("ckpt." + (rank == 1 ? 2 : 1)))
                  .isInstanceOf(IllegalStateException.class)
                  .hasMessageContaining(
                      "rank 1 on "
                          + nodes(ranks).get(1)
                          + " calls startOutput(ckpt.2, [CHECKPOINT]), where rank 0 calls"
                          + " startOutput(ckpt.1, [CHECKPOINT])");
              assertThatThrownBy(
                      () -> scr.startOutput("a", rank == 0 ? Scr.Flag.OUTPUT : Scr.Flag.CHECKPOINT))
                  .isInstanceOf(IllegalStateException.class)
                  .hasMessageContaining("OUTPUT");
              return "";
            });
    assertThat(names).hasSize(ranks);
  }
}
