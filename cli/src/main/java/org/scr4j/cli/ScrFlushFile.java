package org.scr4j.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import org.scr4j.config.Configuration;
import org.scr4j.dataset.FlushFile;
import org.scr4j.dataset.FlushState;
import org.scr4j.dataset.Transfers;
import org.scr4j.job.ExitCode;
import org.scr4j.kvtree.StateFiles;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Questions to the flush file. */
@picocli.CommandLine.Command(
    description = {
      "Answers questions about the datasets that the flush file lists, and ends the",
      "transfer of one.",
      "Exit status 0: there is an answer, or it is yes; 1: there is none, or it is no."
    })
final class ScrFlushFile implements Command {

  @Mixin StandardOptions standard;

  @Option(
      names = {"-d", "--dir"},
      paramLabel = "DIR",
      required = true,
      description = "Prefix directory.")
  String directory;

  @Option(
      names = {"-b", "--before"},
      paramLabel = "ID",
      description = "With a list: only datasets before ID; 0 for all.")
  int before;

  @Option(
      names = {"-r", "--resume"},
      description = "With --name: end its transfer in the background.")
  boolean resume;

  @Option(
      names = {"-S", "--summary"},
      description = {
        "With --name: check it, and record it as complete, however its files got there."
      })
  boolean summary;

  @Option(
      names = "--json",
      description = "Print a JSON object with the answer, null where there is none.")
  boolean json;

  @ArgGroup(multiplicity = "1")
  Question question;

  /** Exactly one of these is asked. */
  static final class Question {
    @Option(
        names = {"-o", "--list-output"},
        description = "Ids of output, oldest first.")
    boolean listOutput;

    @Option(names = "--list-ckpt", description = "Ids of checkpoints, newest first.")
    boolean listCheckpoints;

    @Option(
        names = {"-n", "--need-flush"},
        paramLabel = "ID",
        description = "Is the dataset still missing in the prefix?")
    Integer needFlush;

    @Option(
        names = {"-l", "--latest"},
        description = "Id of the newest dataset.")
    boolean latest;

    @Option(
        names = {"-L", "--location"},
        paramLabel = "ID",
        description = "Where the dataset is.")
    Integer location;

    @Option(
        names = {"-s", "--name"},
        paramLabel = "ID",
        description = "Name of the dataset.")
    Integer name;
  }

  @Override
  public StandardOptions standard() {
    return standard;
  }

  @Override
  public int run(Context context) throws Exception {
    Configuration configuration = Jobs.configuration(context, Optional.of(directory));
    if ((resume || summary) && question.name == null) {
      throw new UsageException(
          (resume ? "--resume" : "--summary") + " needs --name with the dataset's id");
    }
    Path path = Jobs.layout(configuration).flush();
    if (!Files.exists(path)) {
      context.err().println(context.command() + ": no flush file " + path + "; check --dir");
      return ExitCode.NO;
    }
    StateFiles files = Jobs.files(context, configuration);
    FlushFile flush = new FlushFile(files, path);
    FlushState state = flush.read();
    List<String> wrong = finish(flush, state, ScrPoststage.transfers(files, configuration));
    wrong.forEach(line -> context.err().println(context.command() + ": " + line));
    if (!wrong.isEmpty()) {
      return ExitCode.NO;
    }
    if (question.needFlush != null) {
      boolean needs = state.needsFlush(question.needFlush);
      if (json) {
        print(context, out -> out.writeBoolean(needs));
      }
      return needs ? ExitCode.DONE : ExitCode.NO;
    }
    return tell(context, answer(state));
  }

  private int tell(Context context, Optional<String> answer) throws IOException {
    if (!json) {
      answer.ifPresent(context.out()::println);
    } else if (answer.isEmpty()) {
      print(context, JsonGenerator::writeNull);
    } else if (question.listOutput || question.listCheckpoints) {
      print(
          context,
          out -> {
            out.writeStartArray();
            for (String id : answer.get().split(" ")) {
              out.writeNumber(Integer.parseInt(id));
            }
            out.writeEndArray();
          });
    } else if (question.latest) {
      print(context, out -> out.writeNumber(Integer.parseInt(answer.get())));
    } else {
      print(context, out -> out.writeString(answer.get()));
    }
    return answer.isPresent() ? ExitCode.DONE : ExitCode.NO;
  }

  private static void print(Context context, Json.Body answer) throws IOException {
    Json.print(
        context.out(),
        out -> {
          out.writeStartObject();
          out.writeFieldName("answer");
          answer.write(out);
          out.writeEndObject();
        });
  }

  /** What was asked for besides an answer; returns what stands in the way of it. */
  private List<String> finish(FlushFile flush, FlushState state, Transfers transfers)
      throws IOException {
    List<String> wrong = resume ? transfers.resume(question.name) : List.of();
    if (summary && wrong.isEmpty()) {
      wrong = transfers.complete(question.name, flush, state);
    }
    return wrong;
  }

  private Optional<String> answer(FlushState state) {
    OptionalInt bound = before == 0 ? OptionalInt.empty() : OptionalInt.of(before);
    if (question.listOutput) {
      return line(state.outputs(bound));
    }
    if (question.listCheckpoints) {
      return line(state.checkpoints(bound));
    }
    if (question.latest) {
      return state.latest().stream().mapToObj(Integer::toString).findFirst();
    }
    if (question.location != null) {
      return state
          .dataset(question.location)
          .map(entry -> entry.locations().stream().findFirst().orElse("NONE"));
    }
    return state.dataset(question.name).flatMap(FlushState.Entry::name);
  }

  private static Optional<String> line(List<Integer> ids) {
    return ids.isEmpty()
        ? Optional.empty()
        : Optional.of(ids.stream().map(id -> id.toString()).collect(Collectors.joining(" ")));
  }
}
