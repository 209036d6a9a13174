package io.trebuchet.data;

import io.trebuchet.physics.Parameters;
import java.util.List;
import java.util.Locale;

/**
 * The parameters of an image data set.
 *
 * @param classes those wanted, in the order of {@code data.classes}
 * @param labels how they are labelled
 * @param train how many training images: the first of these classes in file order
 * @param test how many test images; 0 for all
 */
record ImageSettings(List<Integer> classes, Labels labels, int train, int test, PixelScale scale) {
  private static final int CLASSES = 10;

  /** How classes are labelled. */
  enum Labels {
    /** Two classes: −1 for the first, +1 for the second. */
    SIGN,
    /** A label for each class, +1 for the image's own, −1 for the others. */
    SIGNS,
    /** A label for each class, 1 for the image's own, 0 for the others. */
    ONE_HOT
  }

  /** Copies the list. */
  ImageSettings {
    classes = List.copyOf(classes);
  }

  static ImageSettings read(Parameters parameters) {
    List<Double> classes = parameters.numbers("classes", 2);
    boolean valid =
        classes.size() <= CLASSES
            && classes.stream().allMatch(ImageSettings::isClass)
            && classes.stream().distinct().count() == classes.size();
    if (!valid) {
      parameters.fault(
          "classes",
          "needs two or more different whole numbers from 0 to 9, such as [0, 1]: two are labelled"
              + " -1 and +1 in that order, of more each has a label of its own");
    }
    List<Integer> wanted = valid ? classes.stream().map(Double::intValue).toList() : List.of(0, 1);
    return new ImageSettings(
        wanted,
        labels(parameters.choice("labels", List.of("auto", "signs", "one-hot")), wanted.size()),
        parameters.integer("train", 1),
        parameters.integer("test", 0),
        PixelScale.read(parameters));
  }

  private static Labels labels(String word, int classes) {
    boolean two = classes == 2;
    return switch (word) {
      case "signs" -> two ? Labels.SIGN : Labels.SIGNS;
      case "one-hot" -> Labels.ONE_HOT;
      default -> two ? Labels.SIGN : Labels.ONE_HOT;
    };
  }

  private static boolean isClass(double value) {
    return value == Math.rint(value) && value >= 0 && value < CLASSES;
  }

  /** Whether all classes are among 0 and 1, which the folders named {@code …-01} hold. */
  boolean zeroAndOne() {
    return classes.stream().allMatch(wanted -> wanted <= 1);
  }

  boolean wants(int label) {
    return classes.contains(label);
  }

  /** K, labels of an image. */
  int outputs() {
    return labels == Labels.SIGN ? 1 : classes.size();
  }

  /** The labels of an image of a wanted class, to their place. */
  void write(int label, double[] into, int at) {
    int index = classes.indexOf(label);
    if (labels == Labels.SIGN) {
      into[at] = index == 0 ? -1 : 1;
      return;
    }
    for (int k = 0; k < classes.size(); k++) {
      into[at + k] = k == index ? 1 : labels == Labels.SIGNS ? -1 : 0;
    }
  }

  /** The classes, for people. */
  String words() {
    List<String> all = classes.stream().map(String::valueOf).toList();
    return String.format(
        Locale.ROOT,
        "classes %s and %s",
        String.join(", ", all.subList(0, all.size() - 1)),
        all.getLast());
  }
}
