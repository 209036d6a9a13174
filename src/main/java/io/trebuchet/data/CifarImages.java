package io.trebuchet.data;

import io.trebuchet.physics.Sample;
import io.trebuchet.physics.SeededRandom;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.jspecify.annotations.Nullable;

/**
 * Two classes of CIFAR-10 in its binary version: records of a label byte and 3 × 1024 bytes of red,
 * green and blue. Training images are taken from the batches in their order, as many as are there.
 */
record CifarImages(ImageSettings settings) implements DataSource {
  private static final int PIXELS = 3 * 32 * 32;
  private static final int BATCHES = 5;
  private static final int LAST_LABEL = 9;

  @Override
  public boolean hasTestSet() {
    return true;
  }

  @Override
  public void check(DataFolders folders) throws MissingDataException {
    find(folders);
  }

  @Override
  public List<Path> files(DataFolders folders) throws MissingDataException {
    return switch (find(folders)) {
      case CifarFiles.Folder folder ->
          Stream.concat(
                  IntStream.rangeClosed(1, BATCHES).mapToObj(CifarFiles::train),
                  Stream.of(CifarFiles.TEST))
              .flatMap(name -> folder.batch(name).stream())
              .toList();
      case CifarFiles.Archive(Path path) -> List.of(path);
    };
  }

  @Override
  public Sample load(DataFolders folders, SeededRandom random) throws IOException {
    return switch (find(folders)) {
      case CifarFiles.Folder folder -> fromFolder(folder);
      case CifarFiles.Archive(Path path) -> fromArchive(path);
    };
  }

  private CifarFiles find(DataFolders folders) throws MissingDataException {
    List<String> names = new ArrayList<>(List.of("cifar-10"));
    if (settings.zeroAndOne()) {
      names.add("cifar-10-01");
    }
    return CifarFiles.find(names, folders);
  }

  private ImageSelection selection(int limit) {
    return new ImageSelection(settings, PIXELS, limit);
  }

  private Sample fromFolder(CifarFiles.Folder folder) throws IOException {
    Map<String, String> checksums = new TreeMap<>();
    ImageSelection train = selection(settings.train());
    for (int k = 1; k <= BATCHES && !train.full(); k++) {
      read(folder.batch(CifarFiles.train(k)), train, checksums);
    }
    ImageSelection test = selection(settings.test());
    read(folder.batch(CifarFiles.TEST), test, checksums);
    return sample(train, test, folder.path(), checksums);
  }

  private static void read(Optional<Path> batch, ImageSelection into, Map<String, String> checksums)
      throws IOException {
    if (batch.isEmpty()) {
      return;
    }
    Path file = batch.get();
    try (BinaryReader reader = BinaryReader.open(file)) {
      readRecords(reader, into);
      checksums.put(file.getFileName().toString(), reader.checksum());
    }
  }

  private static void readRecords(BinaryReader reader, ImageSelection into) throws IOException {
    byte[] record = new byte[1 + PIXELS];
    byte[] image = new byte[PIXELS];
    long start = 0;
    for (int k = 1; reader.readNext(record, "image " + k); k++) {
      int label = Byte.toUnsignedInt(record[0]);
      if (label > LAST_LABEL) {
        throw reader.damaged(
            start, String.format(Locale.ROOT, "label %d, not 0 to %d", label, LAST_LABEL), null);
      }
      System.arraycopy(record, 1, image, 0, PIXELS);
      into.offer(label, image);
      start = reader.offset();
    }
    if (start == 0) {
      throw reader.damaged(0, "it holds no image", null);
    }
  }

  /** Its entries are in no particular order, so each batch is selected from on its own first. */
  private Sample fromArchive(Path file) throws IOException {
    Map<String, ImageSelection> batches = new HashMap<>();
    DigestInputStream digest =
        new DigestInputStream(new BufferedInputStream(InputFile.open(file)), Sha256.digest());
    try (digest;
        InputStream gzip = gunzip(file, digest);
        TarArchiveInputStream tar = new TarArchiveInputStream(gzip)) {
      for (TarArchiveEntry entry = next(file, tar); entry != null; entry = next(file, tar)) {
        String name = entry.getName().substring(entry.getName().lastIndexOf('/') + 1);
        boolean test = name.equals(CifarFiles.TEST);
        if (test || name.matches("data_batch_[1-5]\\.bin")) {
          ImageSelection batch = selection(test ? settings.test() : settings.train());
          // Not closed: that would close the archive.
          readRecords(BinaryReader.of(file + "!" + entry.getName(), "", tar), batch);
          batches.put(name, batch);
        }
      }
      digest.transferTo(OutputStream.nullOutputStream());
    }
    ImageSelection train = selection(settings.train());
    for (int k = 1; k <= BATCHES; k++) {
      offer(batches.get(CifarFiles.train(k)), train);
    }
    ImageSelection test = selection(settings.test());
    offer(batches.get(CifarFiles.TEST), test);
    String sha256 = HexFormat.of().formatHex(digest.getMessageDigest().digest());
    return sample(train, test, file, Map.of(CifarFiles.ARCHIVE, sha256));
  }

  private static InputStream gunzip(Path file, InputStream in) throws IOException {
    try {
      return new GZIPInputStream(in, 1 << 16);
    } catch (ZipException | EOFException e) {
      throw BinaryReader.damaged(file.toString(), 0, "it is not a gzip file", e);
    }
  }

  private static @Nullable TarArchiveEntry next(Path file, TarArchiveInputStream tar)
      throws IOException {
    try {
      return tar.getNextEntry();
    } catch (IOException e) {
      throw BinaryReader.damaged(
          file.toString(), tar.getBytesRead(), "corrupt or truncated archive", e);
    }
  }

  private static void offer(@Nullable ImageSelection batch, ImageSelection into)
      throws IOException {
    if (batch != null) {
      into.offer(batch);
    }
  }

  private static Sample sample(
      ImageSelection train, ImageSelection test, Path where, Map<String, String> checksums) {
    return new Sample(
        train.dataset("train", where.toString()),
        test.dataset("test", where.toString()),
        Map.copyOf(checksums));
  }
}
