# The bot for production. Build: docker build -t koodrive-for-slack .
# Run: docker run --env-file .env -p 3000:3000 koodrive-for-slack
FROM node:24-slim
ENV NODE_ENV=production
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --omit=dev --ignore-scripts && npm cache clean --force
# The doctor holds Slack's scopes against the manifest: docker run --env-file .env koodrive-for-slack node src/doctor.ts
COPY manifest.yml ./
COPY src ./src
# The embedded database and its key live here when DATABASE_URL is not set: mount a volume.
RUN mkdir data && chown node:node data
USER node
EXPOSE 3000
HEALTHCHECK --start-period=15s --interval=30s --timeout=5s \
  CMD ["node", "--eval", "fetch(`http://127.0.0.1:${process.env.PORT || 3000}/healthz`).then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "--optimize-for-size", "--max-semi-space-size=4", "--initial-old-space-size=32", "--liftoff-only", "--import", "./src/keep-compiled.js", "src/main.ts"]
