package org.scr4j.dataset;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.scr4j.kvtree.StateFiles;
import org.scr4j.redundancy.RedsetName;

/** Writes what the prefix holds on record of a dataset beside its files. */
public final class SummaryWriter {

  private final StateFiles files;
  private final int entriesPerFile;

  /**
   * A writer.
   *
   * @param entriesPerFile ranks in a part of the rank-to-file map, {@link
   *     RankToFile#ENTRIES_PER_FILE} unless set otherwise
   */
  public SummaryWriter(StateFiles files, int entriesPerFile) {
    this.files = files;
    this.entriesPerFile = entriesPerFile;
  }

  /**
   * Writes map and summary of a dataset that was flushed; the summary comes last.
   *
   * @param ranks every rank of the application
   */
  public void write(
      PrefixLayout layout, DatasetDescriptor dataset, List<RankFiles> ranks, boolean complete)
      throws IOException {
    int id = DatasetBuilder.id(dataset);
    Files.createDirectories(layout.datasetDir(id));
    map(layout, id, ranks);
    writeSummary(layout, dataset, complete);
  }

  /** Writes the summary only, of a dataset whose map is there: for transfers ended by others. */
  public void writeSummary(PrefixLayout layout, DatasetDescriptor dataset, boolean complete)
      throws IOException {
    int id = DatasetBuilder.id(dataset);
    Files.createDirectories(layout.datasetDir(id));
    files.write(layout.summary(id), new Summary(dataset, complete).tree());
  }

  /** Writes the summary as LLNL's {@code scr_index --build}, of a dataset whose map is there. */
  void writeBuilt(PrefixLayout layout, DatasetDescriptor dataset, boolean complete)
      throws IOException {
    int id = DatasetBuilder.id(dataset);
    List<RedsetName> redundancy = redundancy(layout.datasetDir(id));
    files.write(layout.summary(id), new Summary(dataset, complete).builtTree(redundancy));
  }

  private static List<RedsetName> redundancy(Path directory) throws IOException {
    List<RedsetName> found = new ArrayList<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory, "*.redset")) {
      for (Path entry : entries) {
        RedsetName.parse(entry.getFileName().toString()).ifPresent(found::add);
      }
    }
    found.sort(Comparator.comparingInt(RedsetName::rank));
    return found;
  }

  /** Writes the map only, before the files come that it names. */
  void writeMap(PrefixLayout layout, int id, List<RankFiles> ranks) throws IOException {
    Files.createDirectories(layout.datasetDir(id));
    map(layout, id, ranks);
  }

  private void map(PrefixLayout layout, int id, List<RankFiles> ranks) throws IOException {
    List<RankFiles> inOrder =
        ranks.stream().sorted(Comparator.comparingInt(RankFiles::rank)).toList();
    new RankToFile(files, layout.rankToFile(id))
        .write(inOrder.iterator(), ranks.size(), RankToFile.Style.FLUSHED, entriesPerFile);
  }
}
