package org.scr4j.dataset;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.scr4j.config.NodeStorage;
import org.scr4j.kvtree.StateFiles;
import org.scr4j.redundancy.Descriptor;
import org.scr4j.redundancy.RedsetFile;
import org.scr4j.redundancy.RedsetName;

/**
 * What one node holds of each dataset in its cache. A rank's part counts if its file map, its
 * redundancy file and all its files are there with the sizes that are recorded; contents are not
 * read. Runs on the node and changes nothing.
 */
public final class CacheInventory {

  private static final String FILE_SETS = "reddesc.er";
  private static final String MAP_SETS = "reddescmap.er";

  private final StateFiles files;
  private final NodeStorage node;
  private final Consumer<String> details;

  /** Looks at one node; {@code details} gets a line for each part that is not whole. */
  public CacheInventory(StateFiles files, NodeStorage node, Consumer<String> details) {
    this.files = files;
    this.node = node;
    this.details = details;
  }

  /**
   * The parts, by dataset and rank; none where the node has no cache index.
   *
   * @param controlDir the job's control directory, as the node calls it
   * @throws IOException if the cache index cannot be read
   */
  public List<CachedPart> parts(String controlDir) throws IOException {
    CacheIndex index =
        CacheIndex.read(files, node.physical(CacheLayout.cacheIndex(controlDir)))
            .orElse(CacheIndex.EMPTY);
    List<CachedPart> parts = new ArrayList<>();
    for (CacheIndex.Entry dataset : index.datasets()) {
      if (dataset.directory().isPresent()) {
        add(dataset, dataset.directory().get(), parts);
      }
    }
    parts.sort(Comparator.comparingInt(CachedPart::dataset).thenComparingInt(CachedPart::rank));
    return List.copyOf(parts);
  }

  private void add(CacheIndex.Entry dataset, String directory, List<CachedPart> parts) {
    try {
      Path hidden = node.physical(CacheLayout.hiddenDir(directory));
      try (DirectoryStream<Path> found = Files.newDirectoryStream(hidden, FILE_SETS + ".*")) {
        for (Path file : found) {
          Optional<RedsetName> name = RedsetName.parse(file.getFileName().toString());
          if (name.isPresent() && name.get().prefix().equals(FILE_SETS)) {
            part(dataset, hidden, name.get()).ifPresent(parts::add);
          }
        }
      }
    } catch (IOException | IllegalArgumentException e) {
      details.accept("dataset " + dataset.id() + ": " + e.getMessage());
    }
  }

  private Optional<CachedPart> part(CacheIndex.Entry dataset, Path hidden, RedsetName name) {
    try {
      RedsetFile redset = redset(hidden, name);
      List<FileMap.Entry> map =
          FileMap.read(files, hidden.resolve("filemap_" + name.rank()))
              .orElseThrow(() -> new DatasetException("its file map is missing"))
              .files();
      for (FileMap.Entry file : map) {
        check(dataset, file);
      }
      return Optional.of(
          new CachedPart(
              dataset.id(),
              name.rank(),
              redset.descriptor().type(),
              name.groups(),
              name.group(),
              name.size(),
              name.member(),
              map.size(),
              redset.descriptor().failures(),
              mapsWhole(hidden, name)));
    } catch (IOException | IllegalArgumentException e) {
      details.accept("dataset " + dataset.id() + ", rank " + name.rank() + ": " + e.getMessage());
      return Optional.empty();
    }
  }

  private static RedsetFile redset(Path hidden, RedsetName name) throws IOException {
    RedsetFile redset = RedsetFile.read(hidden.resolve(name.fileName()));
    Descriptor descriptor = redset.descriptor();
    boolean same =
        descriptor.type().equalsIgnoreCase(name.type())
            && descriptor.rank() == name.rank()
            && descriptor.group() == name.group()
            && descriptor.groups() == name.groups()
            && descriptor.member() == name.member()
            && descriptor.size() == name.size();
    if (!same) {
      throw new DatasetException(redset.path() + ": belongs to another rank or set");
    }
    return redset;
  }

  private void check(CacheIndex.Entry dataset, FileMap.Entry file) throws IOException {
    // With bypass it is in the prefix, which every node calls by the same name.
    Path path = dataset.bypass() ? Path.of(file.path()) : node.physical(file.path());
    if (!file.meta().complete()) {
      throw new DatasetException(file.path() + " is not marked complete");
    }
    if (!Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)) {
      throw new DatasetException(file.path() + " is missing");
    }
    long size = Files.size(path);
    if (file.meta().bytes().isEmpty() || file.meta().bytes().getAsLong() != size) {
      throw new DatasetException(file.path() + " has " + size + " bytes, not those recorded");
    }
  }

  private boolean mapsWhole(Path hidden, RedsetName name) {
    try {
      redset(
          hidden,
          new RedsetName(
              MAP_SETS,
              name.rank(),
              name.type(),
              name.group(),
              name.groups(),
              name.member(),
              name.size()));
      return true;
    } catch (IOException e) {
      details.accept("rank " + name.rank() + ": redundancy of its file map: " + e.getMessage());
      return false;
    }
  }
}
