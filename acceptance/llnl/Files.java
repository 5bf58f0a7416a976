import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import org.scr4j.library.Scr;

/** The twin of files.c under our library: the same files, the same contents, the same lines. */
public final class Files {

  private final Scr scr;
  private final int rank;
  private final int size;
  private final int files;

  private Files(Scr scr, int size, int files) {
    this.scr = scr;
    this.rank = scr.communicator().rank();
    this.size = size;
    this.files = files;
  }

  /** Size of a file, files of a rank, checkpoints. */
  public static void main(String[] arguments) throws IOException {
    try (Scr scr = Scr.init()) {
      Files program =
          new Files(scr, Integer.parseInt(arguments[0]), Integer.parseInt(arguments[1]));
      program.run(Integer.parseInt(arguments[2]));
      scr.finish();
    }
  }

  private void run(int checkpoints) throws IOException {
    int step = restart();
    for (int i = 0; i < checkpoints; i++) {
      String dataset = "ckpt." + ++step;
      scr.startOutput(dataset, Scr.Flag.CHECKPOINT);
      for (int file = 0; file < files; file++) {
        java.nio.file.Files.write(scr.routeFile(name(dataset, file)), contents(file));
      }
      tell((scr.completeOutput(true) ? "wrote " : "could not write ") + dataset);
    }
  }

  private int restart() throws IOException {
    while (scr.haveRestart().isPresent()) {
      String dataset = scr.startRestart();
      boolean good = true;
      for (int file = 0; file < files; file++) {
        good &= same(scr.routeFile(name(dataset, file)), file);
      }
      if (scr.completeRestart(good)) {
        tell("restarted from " + dataset + ", contents are right");
        return Integer.parseInt(dataset.substring("ckpt.".length()));
      }
      tell("contents of " + dataset + " differ");
    }
    tell("no checkpoint to restart from");
    return 0;
  }

  private String name(String dataset, int file) {
    return dataset + "/part " + file + "/rank " + rank + " file " + file + ".dat";
  }

  private byte[] contents(int file) {
    byte[] bytes = new byte[size];
    for (int at = 0; at < size; at++) {
      long x = at * 2654435761L + rank * 40503L + file * 9176L;
      bytes[at] = (byte) (x >>> 7 ^ x >>> 19 ^ at);
    }
    return bytes;
  }

  private boolean same(Path path, int file) throws IOException {
    try (InputStream in = java.nio.file.Files.newInputStream(path)) {
      return java.util.Arrays.equals(in.readAllBytes(), contents(file));
    }
  }

  private void tell(String line) {
    if (rank == 0) {
      System.out.println(line);
    }
  }
}
