package io.trebuchet.data;

import io.trebuchet.physics.Dataset;
import io.trebuchet.physics.Sample;
import io.trebuchet.physics.SeededRandom;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * Classes of MNIST or of a data set in the same format: four IDX files under their official names,
 * packed or unpacked, see {@link IdxFile}, in a folder named like the data kind, or like it with
 * {@code -01} appended if it holds classes 0 and 1 only.
 */
record IdxImages(String kind, ImageSettings settings) implements DataSource {
  private static final String TRAIN = "train";
  private static final String TEST = "t10k";
  static final int IMAGES = 0x0803;
  static final int LABELS = 0x0801;
  private static final int MAX_SIDE = 1 << 12;
  private static final List<String> FILES =
      List.of(images(TRAIN), labels(TRAIN), images(TEST), labels(TEST));

  @Override
  public boolean hasTestSet() {
    return true;
  }

  @Override
  public void check(DataFolders folders) throws MissingDataException {
    folder(folders);
  }

  @Override
  public List<Path> files(DataFolders folders) throws MissingDataException {
    Path folder = folder(folders);
    return FILES.stream().map(official -> file(folder, official)).toList();
  }

  @Override
  public Sample load(DataFolders folders, SeededRandom random) throws IOException {
    Path folder = folder(folders);
    Map<String, String> checksums = new TreeMap<>();
    Dataset train = read(folder, TRAIN, "train", settings.train(), checksums);
    Dataset test = read(folder, TEST, "test", settings.test(), checksums);
    if (train.dimension() != test.dimension()) {
      throw new IOException(
          String.format(
              Locale.ROOT,
              "%s has %d pixels an image, %s has %d: they are not of one data set",
              file(folder, images(TRAIN)),
              train.dimension(),
              file(folder, images(TEST)),
              test.dimension()));
    }
    return new Sample(train, test, Map.copyOf(checksums));
  }

  private Path folder(DataFolders folders) throws MissingDataException {
    List<String> names = new ArrayList<>(List.of(kind));
    if (settings.zeroAndOne()) {
      names.add(kind + "-01");
    }
    return ImageFolder.find(kind, names, FILES, folders);
  }

  private static String images(String split) {
    return split + "-images-idx3-ubyte.gz";
  }

  private static String labels(String split) {
    return split + "-labels-idx1-ubyte.gz";
  }

  private static Path file(Path folder, String official) {
    return IdxFile.find(folder, official).orElse(folder.resolve(official));
  }

  private Dataset read(
      Path folder, String split, String key, int limit, Map<String, String> checksums)
      throws IOException {
    Path labelFile = file(folder, labels(split));
    Path imageFile = file(folder, images(split));
    byte[] labels;
    try (BinaryReader reader = BinaryReader.open(labelFile)) {
      reader.requireMagic(LABELS);
      labels = new byte[reader.readSize("the number of labels", 1, 1 << 24)];
      reader.readFully(labels, "the labels");
      reader.requireEnd();
      checksums.put(String.valueOf(labelFile.getFileName()), reader.checksum());
    }
    try (BinaryReader reader = BinaryReader.open(imageFile)) {
      reader.requireMagic(IMAGES);
      int count = reader.readSize("the number of images", 1, 1 << 24);
      if (count != labels.length) {
        throw reader.damaged(
            4,
            String.format(
                Locale.ROOT, "%d images, but %s has %d labels", count, labelFile, labels.length),
            null);
      }
      int rows = reader.readSize("the number of rows", 1, MAX_SIDE);
      int columns = reader.readSize("the number of columns", 1, MAX_SIDE);
      byte[] image = new byte[rows * columns];
      ImageSelection selection = new ImageSelection(settings, image.length, limit);
      for (int k = 0; k < count; k++) {
        reader.readFully(image, "image " + (k + 1) + " of " + count);
        selection.offer(labels[k], image);
      }
      reader.requireEnd();
      checksums.put(String.valueOf(imageFile.getFileName()), reader.checksum());
      return selection.dataset(key, imageFile.toString());
    }
  }
}
