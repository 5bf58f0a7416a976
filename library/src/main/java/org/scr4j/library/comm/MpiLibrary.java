package org.scr4j.library.comm;

import com.sun.jna.Library;
import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.function.BinaryOperator;

/**
 * The MPI that this process has loaded, and its handles, by which the two families differ: pointers
 * to the library's own objects (Open MPI), or fixed numbers (the common ABI of MPICH, Intel MPI,
 * MVAPICH and Cray MPICH).
 *
 * @param name the file, as it was asked for
 * @param world MPI_COMM_WORLD
 * @param bytes MPI_BYTE
 * @param errorsReturn MPI_ERRORS_RETURN
 * @param anySource MPI_ANY_SOURCE
 * @param handle bytes of a handle in memory
 * @param status bytes of an MPI_Status
 * @param source where in a status the source stands
 * @param error where in a status the error stands
 */
record MpiLibrary(
    String name,
    long world,
    long bytes,
    long errorsReturn,
    int anySource,
    int handle,
    int status,
    int source,
    int error) {

  // dlfcn.h of Linux: bind lazily, and let the library's plugins see its symbols.
  private static final int LAZY_GLOBAL = 0x1 | 0x100;

  private static final int TEXT = 8192;

  private static final List<String> MPICH_FAMILY = List.of("MPICH", "Intel", "MVAPICH");

  // Networks that catch faults for a trace of their own: the JVM needs SIGSEGV for itself.
  private static final Map<String, String> QUIET =
      Map.of("UCX_ERROR_SIGNALS", "", "HFI_NO_BACKTRACE", "1", "IPATH_NO_BACKTRACE", "1");

  private static final class C {
    static {
      Native.register(C.class, NativeLibrary.getProcess());
    }

    private C() {}

    static native int setenv(String name, String value, int overwrite);
  }

  /**
   * Loads the first of {@code names} that there is.
   *
   * @throws CommunicationException if there is none, or what there is is no known MPI
   */
  static MpiLibrary load(List<String> names) {
    // The first libraries that MPI loads read these as they are loaded.
    QUIET.forEach((name, value) -> C.setenv(name, value, 0));
    StringBuilder tried = new StringBuilder();
    for (String name : names) {
      try {
        NativeLibrary library =
            NativeLibrary.getInstance(name, Map.of(Library.OPTION_OPEN_FLAGS, LAZY_GLOBAL));
        MpiCalls.bind(library);
        return of(name, library);
      } catch (UnsatisfiedLinkError e) {
        tried.append(tried.isEmpty() ? "" : "; ").append(reason(name, e));
      }
    }
    throw new CommunicationException("no MPI library can be loaded: " + tried);
  }

  /** JNA tells what it did in the first line, and in the next what the system said. */
  private static String reason(String name, UnsatisfiedLinkError failure) {
    String system = failure.getMessage().lines().skip(1).findFirst().orElse(failure.getMessage());
    return system.contains(name) ? system : name + ": " + system;
  }

  private static MpiLibrary of(String name, NativeLibrary library) {
    try {
      long world = address(library, "ompi_mpi_comm_world");
      long bytes = address(library, "ompi_mpi_byte");
      long errors = address(library, "ompi_mpi_errors_return");
      return new MpiLibrary(name, world, bytes, errors, -1, 8, 24, 0, 8);
    } catch (UnsatisfiedLinkError notOpenMpi) {
      String version = version();
      if (MPICH_FAMILY.stream().noneMatch(version::contains)) {
        throw new CommunicationException(
            name + " is neither Open MPI nor of MPICH's family: " + version, notOpenMpi);
      }
      return new MpiLibrary(name, 0x44000000, 0x4c00010d, 0x54000001, -2, 4, 20, 8, 16);
    }
  }

  private static long address(NativeLibrary library, String symbol) {
    return Pointer.nativeValue(library.getGlobalVariableAddress(symbol));
  }

  /** What the library says it is, in a few words. */
  static String version() {
    return text(MpiCalls::MPI_Get_library_version, (first, next) -> first).replaceAll(",.*", "");
  }

  /** What an error code means: the innermost cause, which MPICH tells last. */
  static String errorText(int code) {
    return text(
        (text, length) -> MpiCalls.MPI_Error_string(code, text, length), (first, next) -> next);
  }

  private interface Writer {
    int write(long text, long length);
  }

  private static String text(Writer writer, BinaryOperator<String> line) {
    try (Memory text = new Memory(TEXT);
        Memory length = new Memory(Integer.BYTES)) {
      length.setInt(0, 0);
      if (writer.write(Pointer.nativeValue(text), Pointer.nativeValue(length)) != 0) {
        return "unknown";
      }
      byte[] bytes = text.getByteArray(0, Math.max(0, Math.min(TEXT, length.getInt(0))));
      String whole = new String(bytes, StandardCharsets.UTF_8).replace("\0", "");
      String one = whole.lines().filter(some -> !some.isBlank()).reduce(line).orElse("unknown");
      return one.strip().replaceAll("\\s+", " ");
    }
  }

  /** A handle in memory. */
  long handle(Memory memory) {
    return handle == Integer.BYTES ? memory.getInt(0) : memory.getLong(0);
  }
}
