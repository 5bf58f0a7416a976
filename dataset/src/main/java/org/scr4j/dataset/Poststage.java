package org.scr4j.dataset;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Makes datasets available that were copied to the prefix in the background, after the end of the
 * job: output from the oldest on, then checkpoints from the newest on. Where output could not be
 * completed, checkpoints behind it are held back, since a restart from one would leave that output
 * out. The newest checkpoint completed becomes current, unless a newer one is.
 */
public final class Poststage {

  private static final int SHOWN = 3;

  private final FlushFile flush;
  private final IndexFile index;
  private final Transfers transfers;
  private final PoststageLog log;

  /** Works on one prefix; {@code log} gets a line for each dataset once it is dealt with. */
  public Poststage(FlushFile flush, IndexFile index, Transfers transfers, PoststageLog log) {
    this.flush = flush;
    this.index = index;
    this.transfers = transfers;
    this.log = log;
  }

  /** What came of a dataset. */
  public enum Result {
    /** It is complete in the prefix now, and in the index. */
    COMPLETED,
    /** It was complete before. */
    THERE,
    /** A checkpoint of which no transfer was started: it was in cache only. */
    NOT_STARTED,
    /** A checkpoint that stays out for the sake of output before it that is lacking. */
    HELD_BACK,
    /** It could not be completed. */
    FAILED
  }

  /**
   * One dataset.
   *
   * @param id its number
   * @param name its name
   * @param output whether it is output
   * @param result what came of it
   * @param reasons why, where it is not complete
   */
  public record Item(int id, String name, boolean output, Result result, List<String> reasons) {
    /** Copies the list. */
    public Item {
      reasons = List.copyOf(reasons);
    }

    /** One line. */
    public String line() {
      String why = String.join("; ", reasons.subList(0, Math.min(SHOWN, reasons.size())));
      if (reasons.size() > SHOWN) {
        why += "; and " + (reasons.size() - SHOWN) + " more";
      }
      String what = "dataset " + id + " (" + PrefixPaths.printable(name) + "): ";
      return switch (result) {
        case COMPLETED -> what + "complete, in the index now";
        case THERE -> what + "in the prefix already";
        case NOT_STARTED -> what + "not transferred: " + why;
        case HELD_BACK -> what + "held back: " + why;
        case FAILED -> what + "not completed: " + why;
      };
    }

    /** Whether something that should be there is not. */
    public boolean bad() {
      return result == Result.FAILED || result == Result.HELD_BACK;
    }
  }

  /**
   * Deals with every dataset of the flush file. May be repeated.
   *
   * @throws IOException if flush file or index cannot be read or written
   */
  public List<Item> run() throws IOException {
    List<Item> items = new ArrayList<>();
    OptionalInt lacking = OptionalInt.empty();
    List<FlushState.Entry> all = flush.read().datasets();
    for (FlushState.Entry dataset : all) {
      if (dataset.output() && lacking.isEmpty()) {
        Item item = note(one(dataset), items);
        if (item.result() == Result.FAILED) {
          lacking = OptionalInt.of(dataset.id());
        }
      } else if (dataset.output()) {
        note(heldBack(dataset, lacking.getAsInt()), items);
      }
    }
    List<FlushState.Entry> newestFirst = new ArrayList<>(all);
    Collections.reverse(newestFirst);
    for (FlushState.Entry dataset : newestFirst) {
      if (dataset.checkpoint() && !dataset.output()) {
        boolean behind = lacking.isPresent() && dataset.id() > lacking.getAsInt();
        note(behind ? heldBack(dataset, lacking.getAsInt()) : one(dataset), items);
      }
    }
    makeCurrent(items, all);
    return List.copyOf(items);
  }

  /** What {@link #run} would look at, for the user, without looking at files of data. */
  public static List<String> plan(FlushFile flush) throws IOException {
    List<String> lines = new ArrayList<>();
    for (FlushState.Entry dataset : flush.read().datasets()) {
      String what = "dataset " + dataset.id() + " (" + PrefixPaths.printable(name(dataset)) + "): ";
      if (!dataset.needsFlush()) {
        lines.add(what + "in the prefix already");
      } else if (!transferred(dataset)) {
        lines.add(what + "not transferred: it was in cache only");
      } else {
        lines.add(what + "would be checked, and completed where nothing is missing");
      }
    }
    return lines;
  }

  private static boolean transferred(FlushState.Entry dataset) {
    return dataset.at(FlushState.Location.FLUSHING) || dataset.output();
  }

  private Item note(Item item, List<Item> items) throws IOException {
    log.add(item.line());
    items.add(item);
    return item;
  }

  private static String name(FlushState.Entry dataset) {
    return dataset
        .name()
        .or(() -> dataset.descriptor().flatMap(DatasetDescriptor::name))
        .orElse("without name");
  }

  private static Item item(FlushState.Entry dataset, Result result, List<String> reasons) {
    return new Item(dataset.id(), name(dataset), dataset.output(), result, reasons);
  }

  private static Item heldBack(FlushState.Entry dataset, int lacking) {
    return dataset.needsFlush()
        ? item(
            dataset,
            Result.HELD_BACK,
            List.of("output of dataset " + lacking + " before it is not complete"))
        : item(dataset, Result.THERE, List.of());
  }

  private Item one(FlushState.Entry dataset) {
    if (!dataset.needsFlush()) {
      return item(dataset, Result.THERE, List.of());
    }
    if (!transferred(dataset)) {
      return item(dataset, Result.NOT_STARTED, List.of("it was in cache only"));
    }
    try {
      List<String> wrong = finish(dataset);
      return item(dataset, wrong.isEmpty() ? Result.COMPLETED : Result.FAILED, wrong);
    } catch (IOException e) {
      return item(dataset, Result.FAILED, List.of(String.valueOf(e.getMessage())));
    }
  }

  private List<String> finish(FlushState.Entry dataset) throws IOException {
    Optional<DatasetDescriptor> descriptor = dataset.descriptor();
    if (descriptor.isEmpty()) {
      return List.of(flush.path() + " does not describe it");
    }
    List<String> wrong = transfers.resume(dataset.id());
    if (wrong.isEmpty()) {
      wrong = transfers.complete(dataset.id(), descriptor.get());
    }
    if (wrong.isEmpty()) {
      index.built(DatasetDescriptor.of(Trees.reversed(descriptor.get().tree())));
      flush.update(state -> state.without(dataset.id()));
    }
    return wrong;
  }

  private void makeCurrent(List<Item> items, List<FlushState.Entry> all) throws IOException {
    Optional<FlushState.Entry> newest =
        all.stream()
            .filter(FlushState.Entry::checkpoint)
            .filter(
                dataset ->
                    items.stream()
                        .anyMatch(
                            item -> item.id() == dataset.id() && item.result() == Result.COMPLETED))
            .reduce((older, newer) -> newer);
    if (newest.isEmpty()) {
      return;
    }
    DatasetIndex known = index.read().orElse(DatasetIndex.EMPTY);
    int current = known.current().flatMap(known::dataset).map(DatasetIndex.Entry::id).orElse(-1);
    if (current < newest.get().id()) {
      index.setCurrent(name(newest.get()));
    }
  }
}
