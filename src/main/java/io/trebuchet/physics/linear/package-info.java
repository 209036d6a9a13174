/** The linear net with one hidden layer. */
@NullMarked
package io.trebuchet.physics.linear;

import org.jspecify.annotations.NullMarked;
