package io.trebuchet.data;

import io.trebuchet.physics.Parameters;
import java.util.List;

/**
 * The parameters of an image data set.
 *
 * @param negative the class labelled −1, first of {@code data.classes}
 * @param positive the class labelled +1
 * @param train how many training images: the first of these classes in file order
 * @param test how many test images; 0 for all
 */
record ImageSettings(int negative, int positive, int train, int test, PixelScale scale) {
  private static final int CLASSES = 10;

  static ImageSettings read(Parameters parameters) {
    List<Double> classes = parameters.numbers("classes", 2);
    boolean valid =
        classes.size() == 2
            && isClass(classes.get(0))
            && isClass(classes.get(1))
            && !classes.get(0).equals(classes.get(1));
    if (!valid) {
      parameters.fault(
          "classes",
          "needs two different whole numbers from 0 to 9, labelled -1 and +1 in that order, such"
              + " as [0, 1]");
    }
    return new ImageSettings(
        valid ? classes.get(0).intValue() : 0,
        valid ? classes.get(1).intValue() : 1,
        parameters.integer("train", 1),
        parameters.integer("test", 0),
        PixelScale.read(parameters));
  }

  private static boolean isClass(double value) {
    return value == Math.rint(value) && value >= 0 && value < CLASSES;
  }

  /** Whether both classes are among 0 and 1, which the folders named {@code …-01} hold. */
  boolean zeroAndOne() {
    return negative <= 1 && positive <= 1;
  }

  boolean wants(int label) {
    return label == negative || label == positive;
  }
}
