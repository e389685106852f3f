package dev.windrose.wire;

import java.math.BigInteger;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.util.Optional;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.params.ECDomainParameters;
import org.bouncycastle.crypto.params.ECPrivateKeyParameters;
import org.bouncycastle.crypto.params.ECPublicKeyParameters;
import org.bouncycastle.math.ec.ECCurve;
import org.bouncycastle.math.ec.custom.sec.SecP256R1Curve;

/**
 * Keys on P-256 as Bouncy Castle's own arithmetic takes them. The JDK's needs the optimising compiler to be fast: without
 * it, as the agent runs, a check takes 3.1 ms there and 0.17 ms here, and both ends check every message.
 */
final class P256 {
    private static final ECCurve CURVE = new SecP256R1Curve();
    /** The base point (SEC 2, section 2.4.2), by its coordinates. The table of all named curves would cost memory. */
    private static final org.bouncycastle.math.ec.ECPoint BASE = CURVE.createPoint(
            new BigInteger("6b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296", 16),
            new BigInteger("4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5", 16));

    private static final ECDomainParameters DOMAIN =
            new ECDomainParameters(CURVE, BASE, CURVE.getOrder(), CURVE.getCofactor());

    private P256() {}

    /** Empty when it is no EC key on P-256. */
    static Optional<ECPrivateKeyParameters> of(PrivateKey key) {
        return key instanceof ECPrivateKey ec && isP256(ec.getParams())
                ? Optional.of(new ECPrivateKeyParameters(ec.getS(), DOMAIN))
                : Optional.empty();
    }

    /** Empty when it is no EC key on P-256; a point that is not on the curve is none either. */
    static Optional<ECPublicKeyParameters> of(PublicKey key) {
        if (!(key instanceof ECPublicKey ec) || !isP256(ec.getParams())) {
            return Optional.empty();
        }
        try {
            ECPoint point = ec.getW();
            return Optional.of(new ECPublicKeyParameters(
                    DOMAIN.validatePublicPoint(CURVE.createPoint(point.getAffineX(), point.getAffineY())), DOMAIN));
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    private static boolean isP256(ECParameterSpec given) {
        BigInteger a = CURVE.getA().toBigInteger();
        BigInteger b = CURVE.getB().toBigInteger();
        return given.getOrder().equals(CURVE.getOrder())
                && given.getCurve().getA().equals(a)
                && given.getCurve().getB().equals(b);
    }

    static byte[] hash(byte[] content) {
        var sha = new SHA256Digest();
        sha.update(content, 0, content.length);
        byte[] hash = new byte[sha.getDigestSize()];
        sha.doFinal(hash, 0);
        return hash;
    }
}
