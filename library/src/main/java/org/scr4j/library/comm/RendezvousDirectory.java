package org.scr4j.library.comm;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Where rank 0 of one job step leaves its address and the step's secret: {@code
 * <prefix>/.scr/rendezvous/<step>/rank0}, for its user's eyes only.
 */
final class RendezvousDirectory {

  /** How to reach rank 0. */
  record Contact(InetSocketAddress address, Credential credential) {}

  private static final String TITLE = "scr4j rendezvous 1";

  // No step meets for so long; what is older belongs to a step whose rank 0 was killed meanwhile.
  private static final Duration STALE = Duration.ofHours(1);

  private static final FileAttribute<Set<PosixFilePermission>> OWNER_DIRECTORY =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
  private static final FileAttribute<Set<PosixFilePermission>> OWNER_FILE =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
  private static final Set<PosixFilePermission> OWNER =
      EnumSet.of(
          PosixFilePermission.OWNER_READ,
          PosixFilePermission.OWNER_WRITE,
          PosixFilePermission.OWNER_EXECUTE);

  private final Path parent;
  private final Path directory;
  private final Path file;

  RendezvousDirectory(Path prefix, String step) {
    parent = prefix.resolve(".scr").resolve("rendezvous");
    directory = parent.resolve(step);
    file = directory.resolve("rank0");
  }

  Path path() {
    return directory;
  }

  /** Lets the other ranks know; the file appears whole or not at all. */
  void publish(Contact contact) {
    String text =
        String.join(
            "\n",
            TITLE,
            contact.address().getAddress().getHostAddress(),
            Integer.toString(contact.address().getPort()),
            contact.credential().hex(),
            "");
    try {
      Files.createDirectories(parent.getParent());
      create(parent);
      create(directory);
      Path fresh = directory.resolve("rank0." + ProcessHandle.current().pid());
      Files.deleteIfExists(fresh);
      Files.createFile(fresh, OWNER_FILE);
      Files.writeString(fresh, text, StandardOpenOption.WRITE);
      Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
      removeStale();
    } catch (IOException e) {
      throw new CommunicationException("rendezvous: cannot write " + file + ": " + e, e);
    }
  }

  private static void create(Path directory) throws IOException {
    try {
      Files.createDirectory(directory, OWNER_DIRECTORY);
    } catch (FileAlreadyExistsException e) {
      checkOwn(directory, true);
    }
  }

  /** Rank 0's address, once it is there. */
  Optional<Contact> look() {
    try {
      checkOwn(directory, true);
      checkOwn(file, false);
      List<String> lines = Files.readAllLines(file, StandardCharsets.US_ASCII);
      if (lines.size() != 4 || !lines.get(0).equals(TITLE)) {
        throw new CommunicationException("rendezvous: " + file + " is not a rendezvous file");
      }
      InetAddress host = InetAddress.getByName(lines.get(1));
      InetSocketAddress address = new InetSocketAddress(host, Integer.parseInt(lines.get(2)));
      return Optional.of(new Contact(address, Credential.parse(lines.get(3))));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException | IllegalArgumentException e) {
      throw new CommunicationException("rendezvous: cannot read " + file + ": " + e, e);
    }
  }

  // Somebody else's file could lead this rank's data anywhere.
  private static void checkOwn(Path path, boolean wantDirectory) throws IOException {
    PosixFileAttributes facts =
        Files.readAttributes(path, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    boolean rightType = wantDirectory ? facts.isDirectory() : facts.isRegularFile();
    if (!rightType
        || !OWNER.containsAll(facts.permissions())
        || !Files.getAttribute(path, "unix:uid", LinkOption.NOFOLLOW_LINKS).equals(myself())) {
      throw new CommunicationException(
          "rendezvous: "
              + path
              + " is not this user's alone (owner "
              + facts.owner()
              + ", "
              + PosixFilePermissions.toString(facts.permissions())
              + "): remove it");
    }
  }

  private static Object myself() throws IOException {
    return Files.getAttribute(Path.of("/proc/self"), "unix:uid");
  }

  private void removeStale() throws IOException {
    FileTime now = Files.getLastModifiedTime(file);
    try (DirectoryStream<Path> steps = Files.newDirectoryStream(parent)) {
      for (Path step : steps) {
        FileTime then = Files.getLastModifiedTime(step, LinkOption.NOFOLLOW_LINKS);
        if (now.toMillis() - then.toMillis() > STALE.toMillis()) {
          remove(step);
        }
      }
    } catch (NoSuchFileException e) {
      // Another step's rank 0 has removed its own meanwhile: what is left is for the next one.
      return;
    }
  }

  /** Removes what was published: nobody comes any more. */
  void remove() {
    try {
      remove(directory);
    } catch (IOException e) {
      throw new CommunicationException("rendezvous: cannot remove " + directory + ": " + e, e);
    }
  }

  private static void remove(Path step) throws IOException {
    try {
      Files.deleteIfExists(step.resolve("rank0"));
      Files.deleteIfExists(step);
    } catch (DirectoryNotEmptyException e) {
      // A second process takes itself for rank 0; the directory is its own to remove.
      return;
    }
  }
}
