package io.trebuchet.storage;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * What is to be forced so that all batches of a spool outlive a power cut.
 *
 * @param folders they lie in
 * @param segments that hold them
 * @param spent that can go once the store has forced what it took of them
 * @param firstIndex of the file that the oldest batch is in
 * @param at where it begins there
 */
public record UnforcedBatches(
    List<Path> folders,
    List<SpoolSegment> segments,
    List<SpoolSegment> spent,
    long firstIndex,
    long at) {
  /** Forces it; may run beside everything but {@link Spool#close}. */
  public void force() throws IOException {
    for (SpoolSegment segment : segments) {
      segment.force();
    }
    if (!segments.isEmpty()) {
      for (Path folder : folders) {
        PrivateFiles.force(folder);
      }
    }
  }
}
