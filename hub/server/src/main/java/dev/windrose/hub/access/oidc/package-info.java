/** People who log in elsewhere: tokens of one OpenID Connect issuer, checked here without asking it each time. */
@NullMarked
package dev.windrose.hub.access.oidc;

import org.jspecify.annotations.NullMarked;
