package org.scr4j.library.comm;

import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;

/**
 * The functions of MPI that are used, bound once in a process.
 *
 * <p>Addresses are {@code long}, and so are handles, which Open MPI has as pointers and MPICH as
 * ints: on the 64-bit machines that MPI runs on, an int is passed in the low half of a register,
 * and no handle here is beyond the arguments that go in registers.
 */
final class MpiCalls {

  private MpiCalls() {}

  static void bind(NativeLibrary library) {
    Native.register(MpiCalls.class, library);
  }

  static native int MPI_Initialized(long flag);

  static native int MPI_Finalized(long flag);

  static native int MPI_Init_thread(long argc, long argv, int required, long provided);

  static native int MPI_Query_thread(long provided);

  static native int MPI_Finalize();

  static native int MPI_Comm_dup(long comm, long copy);

  static native int MPI_Comm_set_errhandler(long comm, long handler);

  static native int MPI_Comm_rank(long comm, long rank);

  static native int MPI_Comm_size(long comm, long size);

  static native int MPI_Isend(
      long data, int count, long type, int to, int tag, long comm, long request);

  static native int MPI_Issend(
      long data, int count, long type, int to, int tag, long comm, long request);

  static native int MPI_Irecv(
      long data, int count, long type, int from, int tag, long comm, long request);

  static native int MPI_Ibarrier(long comm, long request);

  static native int MPI_Testsome(int count, long requests, long done, long indices, long statuses);

  static native int MPI_Error_string(int code, long text, long length);

  static native int MPI_Get_library_version(long text, long length);
}
