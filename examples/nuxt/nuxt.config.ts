export default defineNuxtConfig({
  compatibilityDate: '2026-01-01',
  css: ['~/app.css'],
  telemetry: false,
  app: {
    head: {
      htmlAttrs: { lang: 'en' },
      title: 'Reelstate with Nuxt',
      link: [{ rel: 'icon', type: 'image/svg+xml', href: '/mark.svg' }],
    },
  },
})
