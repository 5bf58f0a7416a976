package org.scr4j.library.comm;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What MPI is at: sends and receives that have begun. One thread at a time; {@link Mpi}'s lock.
 * Buffers are direct, and are held until MPI is done with them.
 */
final class MpiTransfers {

  /** Told that a transfer is complete. */
  interface Done {
    /**
     * Of one transfer.
     *
     * @param source the rank that a receive's message is from
     * @param error MPI's code; 0 is none
     */
    void done(int source, int error);
  }

  /** How a message is sent. */
  enum Mode {
    /** Complete when its buffer is free again, which may be long before it is received. */
    STANDARD,
    /** Complete when its receive has begun. */
    SYNCHRONOUS
  }

  private record Transfer(ByteBuffer buffer, Done done) {}

  private record Completed(Transfer transfer, int source, int error) {}

  private static final int FIRST_ROOM = 64;

  private final MpiLibrary library;
  private final long communicator;
  private final List<Transfer> transfers = new ArrayList<>();
  private Memory requests;
  private Memory indices;
  private Memory statuses;
  private final Memory count = new Memory(Integer.BYTES);
  private int room;

  MpiTransfers(MpiLibrary library, long communicator) {
    this.library = library;
    this.communicator = communicator;
    this.room = FIRST_ROOM;
    this.requests = new Memory((long) room * library.handle());
    this.indices = new Memory((long) room * Integer.BYTES);
    this.statuses = new Memory((long) room * library.status());
  }

  void send(Mode mode, ByteBuffer data, int to, int tag, Done done) {
    long address = address(data);
    long request = next();
    int code =
        mode == Mode.STANDARD
            ? MpiCalls.MPI_Isend(
                address, data.remaining(), library.bytes(), to, tag, communicator, request)
            : MpiCalls.MPI_Issend(
                address, data.remaining(), library.bytes(), to, tag, communicator, request);
    begun(code, new Transfer(data, done), to);
  }

  void receive(ByteBuffer into, int from, int tag, Done done) {
    int code =
        MpiCalls.MPI_Irecv(
            address(into), into.remaining(), library.bytes(), from, tag, communicator, next());
    begun(code, new Transfer(into, done), from);
  }

  /** All ranks' coming together, which goes on by itself. */
  void barrier(Done done) {
    int code = MpiCalls.MPI_Ibarrier(communicator, next());
    begun(code, new Transfer(ByteBuffer.allocate(0), done), 0);
  }

  private void begun(int code, Transfer transfer, int peer) {
    if (code == 0) {
      transfers.add(transfer);
    } else {
      transfer.done().done(peer, code);
    }
  }

  private static long address(ByteBuffer buffer) {
    return Pointer.nativeValue(Native.getDirectBufferPointer(buffer)) + buffer.position();
  }

  private long next() {
    if (transfers.size() == room) {
      Memory more = new Memory(2L * room * library.handle());
      more.write(0, requests.getByteArray(0, room * library.handle()), 0, room * library.handle());
      room *= 2;
      requests = more;
      indices = new Memory((long) room * Integer.BYTES);
      statuses = new Memory((long) room * library.status());
    }
    return Pointer.nativeValue(requests) + (long) transfers.size() * library.handle();
  }

  boolean isEmpty() {
    return transfers.isEmpty();
  }

  /**
   * Lets MPI work, and tells of every transfer that is complete.
   *
   * @return whether any is
   */
  boolean poll() {
    int begun = transfers.size();
    int code =
        MpiCalls.MPI_Testsome(
            begun,
            Pointer.nativeValue(requests),
            Pointer.nativeValue(count),
            Pointer.nativeValue(indices),
            Pointer.nativeValue(statuses));
    int done = count.getInt(0);
    if (done <= 0) {
      return false;
    }
    int[] places = indices.getIntArray(0, done);
    List<Completed> completed = new ArrayList<>(done);
    for (int i = 0; i < done; i++) {
      long status = (long) i * library.status();
      int source = statuses.getInt(status + library.source());
      // Without a fault in any of them, MPI leaves the fields of errors as they were.
      int error = code == 0 ? 0 : statuses.getInt(status + library.error());
      completed.add(new Completed(transfers.get(places[i]), source, error));
    }
    remove(places);
    completed.forEach(c -> c.transfer().done().done(c.source(), c.error()));
    return true;
  }

  /** Keeps the requests without gaps, in order. */
  private void remove(int[] places) {
    Arrays.sort(places);
    int kept = places[0];
    for (int from = places[0], gap = 0; from < transfers.size(); from++) {
      if (gap < places.length && places[gap] == from) {
        gap++;
        continue;
      }
      long size = library.handle();
      requests.write(
          kept * size, requests.getByteArray(from * size, library.handle()), 0, library.handle());
      transfers.set(kept, transfers.get(from));
      kept++;
    }
    transfers.subList(kept, transfers.size()).clear();
  }
}
