package dev.windrose.wire;

import dev.windrose.protocol.ClusterName;
import dev.windrose.protocol.Digest;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import java.util.Optional;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.operator.jcajce.JcaContentVerifierProviderBuilder;
import org.bouncycastle.pkcs.PKCSException;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequest;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequestBuilder;

/**
 * A certificate signing request (PKCS #10) whose signature was checked, so that who sent it holds the key. Of its
 * content only common name and key are used; whatever else it asks for is ignored.
 */
public record SigningRequest(String commonName, PublicKey key, Digest keyFingerprint) {

    /** A request in PEM form for {@code cluster} and the key pair. */
    public static String create(ClusterName cluster, KeyPair keys) {
        return create(cluster.value(), keys);
    }

    static String create(String commonName, KeyPair keys) {
        try {
            var signer = new JcaContentSignerBuilder(Signer.ALGORITHM).build(keys.getPrivate());
            var builder =
                    new JcaPKCS10CertificationRequestBuilder(new X500Principal("CN=" + commonName), keys.getPublic());
            return Pem.ofRequest(builder.build(signer).getEncoded());
        } catch (OperatorCreationException | IOException e) {
            throw new IllegalStateException("Making a certificate request failed.", e);
        }
    }

    /** Reads a request from outside; empty unless it is well formed, signed by its own key and of a P-256 key. */
    public static Optional<SigningRequest> parse(String pem) {
        try {
            var request = new JcaPKCS10CertificationRequest(Pem.request(pem));
            PublicKey key = request.getPublicKey();
            boolean signed = request.isSignatureValid(new JcaContentVerifierProviderBuilder().build(key));
            Optional<String> name = Certificates.commonName(request.getSubject().toString());
            if (!signed || name.isEmpty() || !isP256(key)) {
                return Optional.empty();
            }
            return Optional.of(new SigningRequest(name.get(), key, Digest.of(key.getEncoded())));
        } catch (IOException | GeneralSecurityException | OperatorCreationException | PKCSException e) {
            return Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static boolean isP256(PublicKey key) {
        return key instanceof ECPublicKey ec && ec.getParams().getOrder().bitLength() == 256;
    }
}
