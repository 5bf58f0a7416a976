package org.scr4j.dataset.describe;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import org.scr4j.dataset.TransferFile;
import org.scr4j.dataset.TransferState;
import org.scr4j.kvtree.KvTree;

/** The files about transfers to the prefix in the background. */
final class TransferFiles {

  private TransferFiles() {}

  static FileDescription state(KvTree tree) {
    TransferState state = TransferState.of(tree);
    List<List<Value>> rows = new ArrayList<>();
    for (TransferState.Item item : state.files()) {
      rows.add(
          List.of(
              Value.of(item.source()),
              Value.of(item.finalDestination()),
              Value.of(word(item.status())),
              Value.of(item.bytes()),
              Value.ofCrc(item.crc())));
    }
    return new FileDescription.Builder(StateFileType.TRANSFER_STATE)
        .known("name", Value.of(state.name()))
        .fact("method", Value.of(word(state.method())))
        .fact("stage", Value.of(word(state.stage())))
        .fact("status", Value.of(word(state.status())))
        .table("files", List.of("source", "destination", "status", "bytes", "crc"), rows)
        .build(
            "a transfer of "
                + Words.count(rows.size(), "file")
                + ", "
                + word(state.stage())
                + ": "
                + word(state.status()));
  }

  private static String word(TransferState.Status status) {
    return switch (status) {
      case NONE, UNKNOWN -> "unknown";
      case SOURCE -> "not copied";
      case IN_PROGRESS -> "on its way";
      case DESTINATION -> "copied";
      case FAILED -> "failed";
    };
  }

  private static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  static FileDescription orders(KvTree tree) {
    TransferFile orders = TransferFile.of(tree);
    List<List<Value>> rows = new ArrayList<>();
    for (TransferFile.Item item : orders.files()) {
      rows.add(
          List.of(
              Value.of(item.source()),
              Value.of(item.destination()),
              Value.of(item.bytes()),
              Value.of(item.written())));
    }
    return new FileDescription.Builder(StateFileType.TRANSFER_FILE)
        .fact("command", Value.of(orders.command()))
        .fact("state", Value.of(orders.state()))
        .fact("done", Value.of(orders.done()))
        .known("bytes a second", decimal(orders.bandwidth()))
        .known("percent of time", decimal(orders.percent()))
        .table("files", List.of("source", "destination", "bytes", "written"), rows)
        .build(
            Words.count(rows.size(), "file")
                + " to transfer"
                + (orders.done() ? ", all copied" : ""));
  }

  private static Value decimal(OptionalDouble number) {
    return number.isPresent()
        ? Value.of(String.format(Locale.ROOT, "%g", number.getAsDouble()))
        : new Value.Unknown();
  }
}
