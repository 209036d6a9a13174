/** Matrices, eigenvalues and loops over arrays, on and off the heap. */
@NullMarked
package io.trebuchet.physics.linalg;

import org.jspecify.annotations.NullMarked;
