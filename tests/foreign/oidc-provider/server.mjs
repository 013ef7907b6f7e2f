// oidc-provider as the token service of an API, set up as near to Ayyeka's document as its options reach, and a resource server
// that asks jose about tokens. `node server.mjs FOLDER` writes the public key, PEM, and then the URL into FOLDER.
import {createPublicKey, generateKeyPairSync} from 'node:crypto';
import {renameSync, writeFileSync} from 'node:fs';
import {createServer} from 'node:http';
import {join} from 'node:path';
import {jwtVerify} from 'jose';
import Provider from 'oidc-provider';

const folder = process.argv[2];
const audience = 'https://api.example/sites';
const {privateKey} = generateKeyPairSync('rsa', {modulusLength: 2048});
const publicKey = createPublicKey(privateKey);

const server = createServer();
server.listen(0, '127.0.0.1', () => {
  const url = `http://127.0.0.1:${server.address().port}`;
  const tokens = new Provider(url, configuration()).callback();
  server.on('request', (request, answer) => (request.url.startsWith('/v2.0/') ? call(request, answer, url) : tokens(request, answer)));
  writeFileSync(join(folder, 'key.pem'), publicKey.export({type: 'spki', format: 'pem'}));
  writeFileSync(join(folder, 'url.new'), url);
  renameSync(join(folder, 'url.new'), join(folder, 'url'));
});

function configuration() {
  return {
    clients: [{
      client_id: process.env.FOREIGN_KEY,
      client_secret: process.env.FOREIGN_SECRET,
      grant_types: ['client_credentials'],
      redirect_uris: [],
      response_types: [],
      token_endpoint_auth_method: 'client_secret_basic',
    }],
    features: {
      clientCredentials: {enabled: true},
      devInteractions: {enabled: false},
      resourceIndicators: {
        enabled: true,
        defaultResource: () => audience,
        getResourceServerInfo: () => ({
          scope: '',
          audience,
          accessTokenFormat: 'jwt',
          accessTokenTTL: 3600,
          jwt: {sign: {alg: 'RS384'}},
        }),
      },
    },
    jwks: {keys: [{...privateKey.export({format: 'jwk'}), kid: 'signing', use: 'sig'}]},
    routes: {token: '/auth/token'},
  };
}

// A call of the API: the sites, to whoever brings a token.
async function call(request, answer, issuer) {
  const token = /^Bearer (\S+)$/i.exec(request.headers.authorization ?? '')?.[1] ?? '';
  const good = await jwtVerify(token, publicKey, {issuer, audience}).then(() => true, () => false);
  answer.writeHead(good ? 200 : 401, {'content-type': 'application/json'});
  answer.end(JSON.stringify(good ? [] : {message: 'incorrect credentials'}));
}
