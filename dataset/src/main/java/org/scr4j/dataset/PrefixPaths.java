package org.scr4j.dataset;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;

/**
 * Finds files of datasets in the prefix by names that are not to be trusted. What it returns is
 * below the prefix, not in SCR's own directory, and not behind a symbolic link.
 */
public final class PrefixPaths {

  private final PrefixLayout layout;
  private final Path recorded;

  /** Paths in the prefix of {@code layout}. */
  public PrefixPaths(PrefixLayout layout) {
    this.layout = layout;
    this.recorded = Path.of(layout.recorded()).normalize();
  }

  /**
   * The file that a file map's record is about, by its keys PATH and NAME.
   *
   * @throws DatasetException if the record has no such place
   */
  public Path of(FileMeta meta) throws DatasetException {
    String directory =
        meta.directory()
            .orElseThrow(() -> new DatasetException("no directory is recorded (key PATH)"));
    String name =
        meta.name().orElseThrow(() -> new DatasetException("no name is recorded (key NAME)"));
    if (name.isEmpty() || name.contains("/") || name.equals(".") || name.equals("..")) {
      throw new DatasetException("'" + printable(name) + "' is not a file name");
    }
    Path path = parse(directory, directory + "/" + name);
    if (!path.isAbsolute()) {
      throw new DatasetException("directory '" + printable(directory) + "' is not absolute");
    }
    Path relative = relative(path.normalize());
    return checked(layout.prefix().resolve(relative).resolve(parse(name, name)));
  }

  /**
   * The file called {@code path} in a rank-to-file map, relative to the prefix.
   *
   * @throws DatasetException if there can be no such file below the prefix
   */
  public Path of(String path) throws DatasetException {
    Path relative = parse(path, path);
    if (relative.isAbsolute() || path.isEmpty()) {
      throw new DatasetException("'" + printable(path) + "' is not relative to the prefix");
    }
    return checked(layout.prefix().resolve(relative));
  }

  /** {@code file}, which is below the prefix, as a rank-to-file map names it. */
  public String relativeName(Path file) {
    return layout.prefix().relativize(file).toString();
  }

  /** What the application calls {@code file}, which is below the prefix. */
  public String recordedName(Path file) {
    return recorded.resolve(layout.prefix().relativize(file)).toString();
  }

  /** Where a file is that the application calls {@code path}, if that is below the prefix. */
  public Optional<Path> inPrefix(String path) {
    Path asked = Path.of(path).normalize();
    return asked.startsWith(recorded)
        ? Optional.of(layout.prefix().resolve(recorded.relativize(asked)))
        : Optional.empty();
  }

  /**
   * Makes the directory that {@code file} stands in, and checks again that no link is in the way.
   */
  void makeDirectoryOf(Path file) throws IOException {
    checked(file);
    Files.createDirectories(file.getParent());
    checked(file);
  }

  private Path relative(Path directory) throws DatasetException {
    if (directory.startsWith(recorded)) {
      return recorded.relativize(directory);
    }
    if (directory.startsWith(layout.prefix())) {
      return layout.prefix().relativize(directory);
    }
    try {
      Path real = realPath(directory);
      Path realPrefix = layout.prefix().toRealPath();
      if (real.startsWith(realPrefix)) {
        return realPrefix.relativize(real);
      }
    } catch (IOException e) {
      throw outside(directory, e);
    }
    throw outside(directory, null);
  }

  private DatasetException outside(Path directory, IOException cause) {
    return new DatasetException(
        "directory "
            + printable(directory.toString())
            + " is outside the prefix "
            + layout.prefix(),
        cause);
  }

  /** {@code path} with the links of its existing part resolved. */
  private static Path realPath(Path path) throws IOException {
    Path existing = path;
    while (existing.getParent() != null && !Files.exists(existing)) {
      existing = existing.getParent();
    }
    return existing.toRealPath().resolve(existing.relativize(path)).normalize();
  }

  private Path parse(String path, String shown) throws DatasetException {
    try {
      Path parsed = Path.of(path);
      for (Path part : parsed) {
        if (part.toString().equals("..")) {
          throw new DatasetException("'" + printable(shown) + "' climbs up by '..'");
        }
      }
      return parsed;
    } catch (InvalidPathException e) {
      throw new DatasetException(
          "'"
              + printable(shown)
              + "' cannot be a path in this locale; for names in UTF-8 set LC_ALL=C.UTF-8",
          e);
    }
  }

  private Path checked(Path file) throws DatasetException {
    Path prefix = layout.prefix();
    Path normal = file.normalize();
    if (!normal.startsWith(prefix) || normal.equals(prefix)) {
      throw new DatasetException(shown(normal) + " is outside the prefix " + prefix);
    }
    if (normal.startsWith(layout.scrDir())) {
      throw new DatasetException(shown(normal) + " is in SCR's own directory");
    }
    Path at = prefix;
    for (Path part : prefix.relativize(normal)) {
      at = at.resolve(part);
      if (!checkPart(at, at.equals(normal))) {
        break;
      }
    }
    return normal;
  }

  /** Refuses what must not be on the way to a file; says whether there is anything at all. */
  private static boolean checkPart(Path at, boolean last) throws DatasetException {
    BasicFileAttributes found;
    try {
      found = Files.readAttributes(at, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    } catch (NoSuchFileException e) {
      return false;
    } catch (IOException e) {
      throw new DatasetException(shown(at) + " cannot be looked at: " + e.getMessage(), e);
    }
    if (found.isSymbolicLink()) {
      throw new DatasetException(shown(at) + " is a symbolic link, which is not followed");
    }
    if (!last && !found.isDirectory()) {
      throw new DatasetException(shown(at) + " is not a directory");
    }
    if (last && found.isDirectory()) {
      throw new DatasetException(shown(at) + " is a directory");
    }
    return true;
  }

  private static String shown(Path path) {
    return printable(path.toString());
  }

  /** {@code text} fit for one line of output: what cannot be printed is shown as {@code \x0a}. */
  static String printable(String text) {
    StringBuilder shown = new StringBuilder();
    text.codePoints()
        .forEach(
            point -> {
              if (Character.isISOControl(point)
                  || Character.getType(point) == Character.SURROGATE) {
                shown.append(String.format("\\x%02x", point & 0xff));
              } else {
                shown.appendCodePoint(point);
              }
            });
    return shown.toString();
  }
}
