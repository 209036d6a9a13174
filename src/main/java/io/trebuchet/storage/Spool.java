package io.trebuchet.storage;

import io.trebuchet.metrics.RowCounts;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Batches on the disk, first in, first out, up to a number of bytes. Everything added outlives the
 * process, even if it is killed. Not thread-safe.
 */
public final class Spool implements AutoCloseable {
  private static final long LARGEST_SEGMENT = 16 << 20;
  private static final long SMALLEST_SEGMENT = 1 << 16;

  private final long maxBytes;
  private final SpoolCursor cursor;
  private final SpoolPlaces places;
  private final Deque<SpoolSegment> segments = new ArrayDeque<>();

  /** Files whose batches the store has acknowledged, but perhaps not forced to its disk. */
  private final List<SpoolSegment> spent = new ArrayList<>();

  private boolean holding;
  private final List<String> damages = new ArrayList<>();
  private long nextIndex = 1;
  private long nextNumber;
  private long at;
  private long bytes;
  private RowCounts rows = RowCounts.NONE;
  private SpoolSegment.@Nullable Entry first;

  private Spool(long maxBytes, SpoolCursor cursor, SpoolPlaces places) {
    this.places = places;
    this.maxBytes = maxBytes;
    this.cursor = cursor;
  }

  /** What became of a batch that was to be added. */
  public enum Added {
    /** It is on the disk. */
    YES,
    /** The spool has as many bytes as it may. */
    SPOOL_FULL,
    /** The file system has no room. */
    DISK_FULL
  }

  /** Whether a directory holds batches that no store has taken. */
  public static boolean exists(Path directory) throws IOException {
    return SpoolPlaces.hold(directory);
  }

  /** The folders in which the batches of a spool lie, for people. */
  public static String where(Path directory) {
    return SpoolPlaces.named(directory);
  }

  /**
   * Opens the spool of a directory with what an earlier process left in it. Segments are
   * independent: what is lost of one takes nothing of another along, see {@link #damages}.
   *
   * @throws IOException if it cannot be written; the message says what to do
   */
  public static Spool open(Path directory, long maxBytes) throws IOException {
    return open(directory, maxBytes, null);
  }

  /**
   * The same with a place for what is added while the disk of the directory has no room.
   *
   * @param elsewhere what the name of a folder on another disk begins with, which is made and goes
   *     again with the last batch; null for no other than an earlier process left
   */
  public static Spool open(Path directory, long maxBytes, @Nullable Path elsewhere)
      throws IOException {
    PrivateFiles.inside(directory);
    SpoolPlaces places = SpoolPlaces.open(directory, elsewhere);
    Spool spool;
    try {
      spool = new Spool(maxBytes, SpoolCursor.open(directory), places);
    } catch (IOException e) {
      places.close();
      throw e;
    }
    try {
      spool.recover();
    } catch (IOException e) {
      spool.close();
      throw e;
    }
    return spool;
  }

  private void recover() throws IOException {
    String lost = places.damage();
    if (lost != null) {
      damages.add(lost);
    }
    List<SpoolPlaces.Left> left = places.left();
    for (SpoolPlaces.Left one : left) {
      SpoolSegment segment =
          SpoolSegment.open(one.folder(), one.number(), one.equals(left.getLast()));
      segments.add(segment);
      bytes += segment.size();
      String damage = segment.damage();
      if (damage != null) {
        damages.add(damage);
      }
      nextIndex = one.number() + 1;
    }
    at = SpoolSegment.MAGIC_BYTES;
    SpoolCursor.Position known = cursor.read();
    // Where the cursor does not fit, batches are sent again, which a store takes once.
    if (known != null
        && !segments.isEmpty()
        && known.index() == segments.getFirst().index()
        && segments.getFirst().begins(known.at())) {
      at = known.at();
    }
    count();
    skipEmpty();
    // The file has its place on the disk now, so that a full one cannot keep it from being moved.
    cursor.write(firstIndex(), at);
  }

  private void count() throws IOException {
    long from = at;
    boolean begun = false;
    for (SpoolSegment segment : segments) {
      while (from < segment.size()) {
        SpoolSegment.Entry entry = segment.read(from);
        if (begun && entry.number() > nextNumber && segment.damage() == null) {
          damages.add(
              String.format(
                  Locale.ROOT,
                  "%d batches before the spool file %08d.spool are missing; trebuchet resume"
                      + " computes again what they held",
                  entry.number() - nextNumber,
                  segment.index()));
        }
        begun = true;
        // A store takes batches in any order, and each once.
        nextNumber = Math.max(nextNumber, entry.number() + 1);
        rows = rows.plus(entry.batch().rows());
        from = entry.next();
      }
      from = SpoolSegment.MAGIC_BYTES;
    }
  }

  /**
   * Adds a batch as a whole, or not at all.
   *
   * @throws IOException if the disk fails otherwise than by being full
   */
  public Added add(Batch batch) throws IOException {
    byte[] text = batch.text().getBytes(StandardCharsets.UTF_8);
    for (SpoolPlaces.Place place : places.all()) {
      if (!place.room().isScarce()) {
        Added added = add(batch, text, place.folder());
        if (added != Added.DISK_FULL) {
          return added;
        }
      }
    }
    return Added.DISK_FULL;
  }

  private Added add(Batch batch, byte[] text, Path folder) throws IOException {
    long needed = SpoolSegment.bytes(text);
    SpoolSegment last = segments.peekLast();
    boolean roll = last == null || !last.liesIn(folder) || last.size() + needed > segmentBytes();
    if (bytes + needed + (roll ? SpoolSegment.MAGIC_BYTES : 0) > maxBytes) {
      return Added.SPOOL_FULL;
    }
    try {
      if (last == null || roll) {
        last = SpoolSegment.create(folder, nextIndex++);
        segments.add(last);
        bytes += last.size();
      }
      last.add(text, batch.rows(), nextNumber);
    } catch (IOException e) {
      dropIfEmpty(segments.peekLast());
      if (StoreException.saysDiskFull(e.getMessage())) {
        return Added.DISK_FULL;
      }
      throw e;
    }
    nextNumber++;
    bytes += needed;
    rows = rows.plus(batch.rows());
    return Added.YES;
  }

  private void dropIfEmpty(@Nullable SpoolSegment segment) throws IOException {
    if (segment != null && segment.size() == SpoolSegment.MAGIC_BYTES) {
      segments.removeLast();
      bytes -= segment.size();
      segment.delete();
    }
  }

  /** A small spool has small segments, since only whole ones give their room back. */
  private long segmentBytes() {
    return Math.clamp(maxBytes / 8, SMALLEST_SEGMENT, LARGEST_SEGMENT);
  }

  /** The oldest batch; null if there is none. */
  public @Nullable Batch peek() throws IOException {
    SpoolSegment.Entry entry = first;
    if (entry == null && !isEmpty()) {
      entry = segments.getFirst().read(at);
      first = entry;
    }
    return entry == null ? null : entry.batch();
  }

  /** Removes the oldest batch, which must be there. */
  public void removeFirst() throws IOException {
    Batch batch = peek();
    SpoolSegment.Entry entry = first;
    if (batch == null || entry == null) {
      throw new IllegalStateException("the spool is empty");
    }
    rows = rows.minus(batch.rows());
    at = entry.next();
    first = null;
    skipEmpty();
    if (!holding) {
      cursor.write(firstIndex(), at);
    }
  }

  /**
   * Holds what is removed until {@link #forced}: for a store whose acknowledgement does not say
   * that its rows outlive a power cut.
   */
  public void holdUntilForced() {
    holding = true;
  }

  /** What is not known to be on the disk. */
  public UnforcedBatches unforced() {
    List<Path> folders = places.all().stream().map(SpoolPlaces.Place::folder).toList();
    return new UnforcedBatches(
        folders, List.copyOf(segments), List.copyOf(spent), firstIndex(), at);
  }

  /** That is on the disk now, and so is what the store had taken by then. */
  public void forced(UnforcedBatches unforced) throws IOException {
    for (SpoolSegment done : unforced.spent()) {
      if (spent.remove(done)) {
        done.delete();
      }
    }
    if (holding) {
      cursor.write(unforced.firstIndex(), unforced.at());
    }
  }

  private void skipEmpty() throws IOException {
    while (!segments.isEmpty() && at >= segments.getFirst().size()) {
      SpoolSegment done = segments.removeFirst();
      bytes -= done.size();
      if (holding) {
        spent.add(done);
      } else {
        done.delete();
      }
      at = SpoolSegment.MAGIC_BYTES;
    }
  }

  private long firstIndex() {
    return segments.isEmpty() ? nextIndex : segments.getFirst().index();
  }

  /** What an earlier process left and was lost since, in lines for people. */
  public List<String> damages() {
    return List.copyOf(damages);
  }

  /** Whether there is no batch. */
  public boolean isEmpty() {
    return segments.isEmpty();
  }

  /** Bytes on the disk. */
  public long bytes() {
    return bytes;
  }

  /** The rows of all its batches. */
  public RowCounts rows() {
    return rows;
  }

  /** Forces everything to the disk; an empty spool leaves nothing behind. */
  @Override
  public void close() throws IOException {
    places.close();
    for (SpoolSegment segment : segments) {
      segment.force();
      segment.close();
    }
    for (SpoolSegment done : spent) {
      done.delete();
    }
    spent.clear();
    cursor.write(firstIndex(), at);
    cursor.close();
    if (segments.isEmpty()) {
      cursor.delete();
      places.removeEmpty();
    }
  }
}
